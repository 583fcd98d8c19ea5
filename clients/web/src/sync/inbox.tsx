/** What needs a person: two values, what was not accepted, what came back, and what came late. */
import { useState } from 'react';
import { useViews } from '../coach/view';
import type { Answer } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Confirm, Empty, Facts, Problem, Section, Tag } from '../parts/parts';
import { useWords, type Words } from '../words/words';
import type { Formats } from '../words/formats';

type Inboxed = Answer<'inbox.list'>;
type Conflict = Inboxed['conflicts'][number];
type Refused = Inboxed['refused'][number];
type Edit = Refused['content'][number];
type Value = Edit['writes'][number]['value'];

/** A field's value as a person reads it: times and days in words, ids of other records not at all. */
function valueText(value: Value, w: Words, f: Formats): string | null {
  if (value === null || value === '') return w.inbox.empty;
  if (typeof value === 'boolean') return value ? w.yes : w.no;
  if (typeof value === 'number') return f.number(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return f.day(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return f.moment(value);
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value)) return null;
  return w.inbox.values[value] ?? value;
}

export function Inbox(): React.JSX.Element {
  const { w } = useWords();
  const { answer: inbox, error } = useObserved('inbox.list', {});
  if (!inbox) return <Problem error={error} />;
  const count = inbox.conflicts.length + inbox.refused.length + inbox.deletions_undone.length + inbox.late.length;
  if (count === 0) {
    return (
      <Section title={w.sync.needsYou}>
        <Empty>{w.sync.nothingNeedsYou}</Empty>
      </Section>
    );
  }
  return (
    <>
      {inbox.conflicts.map((one) => (
        <ConflictSection key={`${one.id}${one.name}`} conflict={one} />
      ))}
      {inbox.refused.map((one) => (
        <RefusedSection key={one.number} refused={one} />
      ))}
      {inbox.deletions_undone.map((one) => (
        <UndoneSection key={`${one.entity}${one.id}`} undone={one} />
      ))}
      {inbox.late.map((one) => (
        <LateSection key={one.id} late={one} />
      ))}
    </>
  );
}

function OpenCase({ participant }: { participant: string | null }): React.JSX.Element | null {
  const { w } = useWords();
  const { go } = useViews();
  if (!participant) return null;
  return (
    <Button tone="quiet" onPress={() => go({ at: 'person', participant, reason: 'own_case', tab: 'overview' })}>
      {w.inbox.openCase}
    </Button>
  );
}

function ConflictSection({ conflict }: { conflict: Conflict }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, isBusy, error } = useAct();
  const field = w.inbox.fields[conflict.name] ?? conflict.name;
  const { entity, id, name, version } = conflict;
  return (
    <Section
      title={conflict.participant_name ? w.inbox.of(field, conflict.participant_name) : field}
      tone="needs"
      actions={<OpenCase participant={conflict.participant} />}
    >
      <p className="soft">{w.inbox.conflictLead}</p>
      <div className="beside">
        {conflict.contenders.map((one) => {
          const text = valueText(one.value, w, f) ?? '–';
          return (
            <div key={one.keep} className="version">
              <span className="actions">
                <strong>{one.own ? w.inbox.mine : w.inbox.theirs}</strong>
                {one.shown && <Tag>{w.inbox.shown}</Tag>}
              </span>
              <p className="prose">{text}</p>
              <p className="soft small">{w.inbox.at(f.moment(one.at))}</p>
              <Button isDisabled={isBusy} aria-label={w.inbox.keepValue(text)} onPress={() => void act('conflict.settle', { entity, id, name, version, keep: one.keep })}>
                {w.inbox.keep}
              </Button>
            </div>
          );
        })}
        {conflict.suggested !== null && (
          <div className="version">
            <strong>{w.inbox.suggested}</strong>
            <p className="prose">{conflict.suggested}</p>
            <Button tone="main" isDisabled={isBusy} onPress={() => void act('conflict.settle', { entity, id, name, version, suggested: true })}>
              {w.inbox.keepSuggested}
            </Button>
          </div>
        )}
      </div>
      <Problem error={error} />
    </Section>
  );
}

/** Each record of a change with what was written of it. */
function Content({ edits }: { edits: readonly Edit[] }): React.JSX.Element {
  const { w, f } = useWords();
  return (
    <>
      {edits.map((edit) => (
        <div key={edit.id} className="version">
          <strong>
            {[w.inbox.entities[edit.entity ?? ''] ?? edit.entity, edit.new && w.inbox.newRecord, edit.deletes && w.inbox.deleted].filter(Boolean).join(' · ')}
          </strong>
          <Facts
            of={edit.writes.map((write) => {
              const text = valueText(write.value, w, f);
              return [w.inbox.fields[write.name] ?? write.name, text && <span className="prose">{text}</span>] as const;
            })}
          />
        </div>
      ))}
    </>
  );
}

function RefusedSection({ refused }: { refused: Refused }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, isBusy, error } = useAct();
  const [isAsking, setAsking] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const title = [w.sync.kinds[refused.kind] ?? refused.kind, refused.name].filter(Boolean).join(' · ');
  const texts = refused.content.flatMap((edit) => edit.writes.map((write) => valueText(write.value, w, f))).filter(Boolean);
  const copy = () => void navigator.clipboard.writeText(texts.join('\n')).then(() => setCopied(true), () => {});
  return (
    <Section title={`${w.inbox.refused}: ${title}`} note={f.moment(refused.saved_at)} tone="needs" actions={<OpenCase participant={refused.participant} />}>
      <p className="problem">{(f.language === 'sv' ? refused.sentence_sv : refused.sentence) ?? refused.code}</p>
      <h3>{w.inbox.content}</h3>
      <Content edits={refused.content} />
      <Problem error={error} />
      <div className="actions">
        <Button tone="main" isDisabled={isBusy} onPress={() => void act('refusal.send_again', { number: refused.number })}>{w.inbox.again}</Button>
        <Button onPress={copy}>{isCopied ? w.inbox.copied : w.inbox.copy}</Button>
        <Button tone="danger" onPress={() => setAsking(true)}>{w.inbox.dismiss}</Button>
      </div>
      <Confirm
        title={w.inbox.dismissTitle}
        lead={w.inbox.dismissLead}
        action={w.inbox.dismiss}
        tone="danger"
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void act('refusal.dismiss', { number: refused.number })}
      />
    </Section>
  );
}

function UndoneSection({ undone }: { undone: Inboxed['deletions_undone'][number] }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const what = w.inbox.entities[undone.entity] ?? undone.entity;
  return (
    <Section title={`${w.inbox.undone}: ${[what, undone.participant_name].filter(Boolean).join(' · ')}`} tone="needs" actions={<OpenCase participant={undone.participant} />}>
      <p>{w.inbox.undoneLead(f.moment(undone.deleted_at))}</p>
      <Problem error={error} />
      <div className="actions">
        <Button onPress={() => void act('deletion.close', { entity: undone.entity, id: undone.id })}>{w.inbox.understood}</Button>
      </div>
    </Section>
  );
}

function LateSection({ late }: { late: Inboxed['late'][number] }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  return (
    <Section title={`${w.inbox.late}: ${late.participant_name}`} tone="needs" actions={<OpenCase participant={late.participant} />}>
      <p className="soft">{w.inbox.lateLead(late.written_by_name, f.moment(late.written_at))}</p>
      {late.content && <Content edits={[late.content]} />}
      <Problem error={error} />
      <div className="actions">
        <Button onPress={() => void act('late.close', { id: late.id })}>{w.inbox.read}</Button>
      </div>
    </Section>
  );
}
