/** The one place that says in words what is saved here, what the office has, and what needs a person. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { listDrafts, type Draft } from '../coach/drafts';
import { useOnline, useReport, useSession } from '../coach/session';
import { useViews } from '../coach/view';
import type { BryggaError } from 'brygga';
import { asError, useDoor, useObserved } from '../door/useDoor';
import { Button, Empty, Page, Problem, Row, Rows, Section, Tag } from '../parts/parts';
import { useWords } from '../words/words';
import { keptNow, onKept, update } from '../worker/register';
import { Inbox } from './inbox';

export function SyncPlace(): React.JSX.Element {
  const { w, f } = useWords();
  const { store } = useSession();
  const { answer: status, error } = useObserved('status', {});
  const report = useReport();
  const isOnline = useOnline();
  // A report is of the exchange that has ended; the next one, which only listens, has none yet.
  const last = report?.phase === 'sending' && status?.unsent === 0 ? 'listening' : (report?.phase ?? 'idle');
  const phase = isOnline ? last : 'offline';
  return (
    <Page
      title={w.sync.title}
      lead={status && (status.unsent === 0 ? w.sync.allSent : w.sync.unsent(status.unsent))}
      actions={<Button tone="main" onPress={() => void store.startSync()}>{w.sync.now}</Button>}
    >
      <Problem error={error} />
      <UpdateSection />
      {status && (
        <div className="columns">
          <Section title={w.sync.savedHere} note={f.number(status.unsent)}>
            <p>{w.sync.savedHereText(status.unsent, status.oldest_unsent && f.moment(status.oldest_unsent))}</p>
          </Section>
          <Section title={w.sync.fromOffice}>
            <p>{status.last_sync ? w.sync.lastSync(f.moment(status.last_sync), f.ago(status.last_sync)) : w.sync.never}</p>
            <p className="soft" role="status">{w.sync.phases[phase]}</p>
            {report?.phase === 'stopped' && report.error && (
              <p className="problem">{f.language === 'sv' ? (report.error.sentence_sv ?? report.error.sentence) : report.error.sentence}</p>
            )}
            {status.progress && <p>{w.sync.loading(f.number(status.progress.rows), f.number(status.progress.rows_total))}</p>}
            {status.copy && <p className="note warn">{w.sync.copy}</p>}
          </Section>
        </div>
      )}
      <Inbox />
      <Drafts />
      <Receipts />
      <Storage />
    </Page>
  );
}

function UpdateSection(): React.JSX.Element | null {
  const { w } = useWords();
  const kept = useSyncExternalStore(onKept, keptNow);
  if (!kept.hasUpdate) return null;
  return (
    <Section title={w.sync.update} actions={<Button onPress={update}>{w.sync.updateNow}</Button>}>
      <p>{w.sync.updateLead}</p>
    </Section>
  );
}

function Drafts(): React.JSX.Element | null {
  const { w, f } = useWords();
  const door = useDoor();
  const { go } = useViews();
  const { id } = useSession();
  const [drafts, setDrafts] = useState<(Draft & { name: string | null })[]>([]);
  const [error, setError] = useState<BryggaError | null>(null);
  useEffect(() => {
    let isOver = false;
    const named = async (draft: Draft) => {
      const { matches } = await door.call('participants.find', { text: draft.participant });
      return { ...draft, name: matches[0]?.name ?? null };
    };
    listDrafts(id)
      .then((found) => Promise.all(found.map(named)))
      .then(
        (found) => !isOver && setDrafts(found),
        (failure) => !isOver && setError(asError(failure)),
      );
    return () => {
      isOver = true;
    };
  }, [door, id]);
  if (drafts.length === 0 && !error) return null;
  return (
    <Section title={w.sync.drafts} note={error ? undefined : drafts.length}>
      <Problem error={error} />
      <p className="soft">{w.sync.draftsLead}</p>
      <Rows>
        {drafts.map((draft) => (
          <Row
            key={draft.key}
            title={draft.name ?? w.sync.draftOfNobody}
            detail={`${draft.note === 'checkin' ? w.checkin.title : w.note.title} · ${f.ago(new Date(draft.changedAt).toISOString())}`}
            side={
              draft.name && (
                <Button
                  aria-label={`${w.sync.resume}: ${draft.name}`}
                  onPress={() => {
                    const { participant, note } = draft;
                    if (note === 'checkin') go({ at: 'checkin', participant, reason: 'own_case' });
                    else go({ at: 'note', participant, reason: 'own_case', note });
                  }}
                >
                  {w.sync.resume}
                </Button>
              )
            }
          >
            {!draft.name && draft.note !== 'checkin' && <p className="prose">{draft.body}</p>}
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

function Receipts(): React.JSX.Element {
  const { w, f } = useWords();
  const [limit, setLimit] = useState(10);
  const { answer, error } = useObserved('receipts.list', { limit });
  const tones = { saved: 'warn', sent: 'warn', received: 'good', merged: 'good', conflict: 'bad', refused: 'bad' } as const;
  return (
    <Section title={w.sync.saved}>
      <Problem error={error} />
      {answer?.receipts.length === 0 && <Empty>{w.sync.noReceipts}</Empty>}
      <Rows>
        {answer?.receipts.map((one) => (
          <Row
            key={one.transaction}
            title={[w.sync.kinds[one.kind] ?? one.kind, one.name].filter(Boolean).join(' · ')}
            detail={[f.moment(one.saved_at), one.state === 'refused' && (f.language === 'sv' ? one.sentence_sv : one.sentence)].filter(Boolean).join(' · ')}
            side={<Tag tone={tones[one.state]}>{w.sync.states[one.state]}</Tag>}
          />
        ))}
      </Rows>
      {answer?.receipts.length === limit && <Button tone="quiet" onPress={() => setLimit(limit + 40)}>{w.more}</Button>}
    </Section>
  );
}

function Storage(): React.JSX.Element {
  const { w } = useWords();
  const { store } = useSession();
  const kept = useSyncExternalStore(onKept, keptNow);
  const [isPersistent, setPersistent] = useState<boolean | null>(null);
  useEffect(() => void store.isPersistent.then(setPersistent), [store]);
  return (
    <Section title={w.sync.storage}>
      {isPersistent !== null && (
        <p className={isPersistent ? '' : 'note warn'}>{isPersistent ? w.sync.persistent : w.sync.notPersistent}</p>
      )}
      <p>{kept.isOffline ? w.sync.appKept : w.sync.appNotKept}</p>
      {isPersistent === false && (
        <div className="actions">
          <Button onPress={() => void navigator.storage.persist().then(setPersistent)}>{w.sync.ask}</Button>
        </div>
      )}
    </Section>
  );
}
