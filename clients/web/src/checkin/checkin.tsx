/**
 * A check-in in three hands: the coach prepares it, the participant and the supervisor each do their
 * own part, and the coach saves it. While the tablet is with somebody else, it shows nothing but what
 * is theirs, and neither the back button nor a reload leads elsewhere.
 */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { dropDraft, draftKey, keepDraft, readDraft } from '../coach/drafts';
import { useSession } from '../coach/session';
import { useViews, type Reason } from '../coach/view';
import type { Answer, Input } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Check, Confirm, Facts, Field, Form, Page, Problem, Section, Select, useFieldError } from '../parts/parts';
import { useStores } from '../start/useKept';
import { checkLockCode } from '../start/lockCode';
import { useWords } from '../words/words';
import { Face } from './face';
import { Signature } from './signature';
import { tongueOf, tongues, type Tongue } from './tongues';

type Person = Answer<'participant.show'>;
type Activity = NonNullable<Input<'checkin.record'>['activity']>;
type Hand = 'prepare' | 'participant' | 'toSupervisor' | 'supervisor' | 'back' | 'finish';

interface CheckIn {
  hand: Hand;
  at: string;
  place: string;
  activity: Activity;
  planned: string;
  attended: string;
  inCommunity: boolean;
  hasSupervisor: boolean;
  supervisor: string;
  mood: number | null;
  participantSignature: string;
  supervisorSignature: string;
  comment: string;
}

const ACTIVITIES = ['workplace', 'coaching', 'meeting', 'employer', 'education', 'other'] as const;

function begun(person: Person): CheckIn {
  const last = person.checkins.at(-1);
  const placement = person.placements.find((one) => one.status === 'running');
  return {
    hand: 'prepare',
    at: new Date().toISOString(),
    place: last?.place ?? '',
    activity: placement ? 'workplace' : (last?.activity ?? 'meeting'),
    planned: String(last?.planned_minutes ?? ''),
    attended: String(last?.planned_minutes ?? ''),
    inCommunity: last?.in_community ?? true,
    hasSupervisor: placement !== undefined,
    supervisor: placement?.supervisor ?? last?.supervisor ?? '',
    mood: null,
    participantSignature: '',
    supervisorSignature: '',
    comment: '',
  };
}

interface Begun {
  checkin: CheckIn;
  commandId: string;
  /** False: what is kept could not be read, and must not be written over unseen. */
  canKeep: boolean;
}

export default function CheckInPage(props: { participant: string; reason: Reason }): React.JSX.Element | null {
  const { w } = useWords();
  const { back } = useViews();
  const { id: store } = useSession();
  const { answer: person, error } = useObserved('participant.show', props);
  const key = draftKey(store, props.participant, 'checkin');
  const [first, setFirst] = useState<Begun | null>(null);
  const isShown = person !== null;
  useEffect(() => {
    if (!isShown || first) return;
    const fresh = { checkin: begun(person), commandId: crypto.randomUUID(), canKeep: true };
    readDraft(key).then(
      (found) => setFirst(found ? { ...fresh, checkin: JSON.parse(found.body) as CheckIn, commandId: found.commandId } : fresh),
      () => setFirst({ ...fresh, canKeep: false }),
    );
  }, [isShown, first, person, key]);
  if (error) {
    return (
      <main className="content">
        <Page title={w.checkin.title} onBack={back}>
          <Problem error={error} />
        </Page>
      </main>
    );
  }
  return person && first && <Hands person={person} reason={props.reason} draft={key} {...first} />;
}

function Hands(props: Begun & { person: Person; reason: Reason; draft: string }): React.JSX.Element {
  const { w } = useWords();
  const { hold, replace, back } = useViews();
  const { id: store } = useSession();
  const [checkin, setCheckin] = useState(props.checkin);
  const [commandId, setCommandId] = useState(props.commandId);
  const [isKept, setKept] = useState(props.canKeep);
  const [isDiscarding, setDiscarding] = useState(false);
  const { person, draft } = props;

  const keeping = useRef(Promise.resolve());
  const set = (some: Partial<CheckIn>) => {
    const next = { ...checkin, ...some };
    setCheckin(next);
    const kept = { key: draft, store, participant: person.id, note: 'checkin', version: null, body: JSON.stringify(next), commandId, changedAt: Date.now() };
    if (!props.canKeep) return;
    keeping.current = keeping.current
      .then(() => keepDraft(kept))
      .then(
        () => setKept(true),
        () => setKept(false),
      );
  };
  const forget = async () => {
    await keeping.current;
    if (props.canKeep) await dropDraft(draft).catch(() => {});
  };
  // What others have said or signed is not thrown away by a slip.
  const leave = () => {
    if (checkin.mood !== null || checkin.participantSignature || checkin.supervisorSignature || checkin.comment) setDiscarding(true);
    else void forget().then(back);
  };
  const showSaved = () => replace({ at: 'person', participant: person.id, reason: props.reason, tab: 'checkins' });

  const isAway = !['prepare', 'finish'].includes(checkin.hand);
  useEffect(() => {
    hold(isAway);
    return () => hold(false);
  }, [hold, isAway]);

  const shared = { person, checkin, set };
  switch (checkin.hand) {
    case 'participant':
      return <ParticipantHand {...shared} />;
    case 'toSupervisor':
      return <Pass to={checkin.supervisor || null} onTaken={() => set({ hand: 'supervisor' })} />;
    case 'supervisor':
      return <SupervisorHand {...shared} />;
    case 'back':
      return <TakeBack onTaken={() => set({ hand: 'finish' })} />;
  }
  return (
    <>
      {checkin.hand === 'prepare' ? (
        <Prepare {...shared} isKept={isKept} onCancel={leave} />
      ) : (
        <Finish
          {...shared}
          isKept={isKept}
          commandId={commandId}
          onCancel={leave}
          onSaved={() => void forget().then(showSaved)}
          onShowSaved={showSaved}
          onSaveAnother={() => setCommandId(crypto.randomUUID())}
        />
      )}
      <Confirm
        title={w.checkin.discardTitle}
        lead={w.checkin.discardLead}
        action={w.checkin.discard}
        tone="danger"
        isOpen={isDiscarding}
        onClose={() => setDiscarding(false)}
        onConfirm={() => void forget().then(back)}
      />
    </>
  );
}

interface HandProps {
  person: Person;
  checkin: CheckIn;
  set(some: Partial<CheckIn>): void;
}

/** The whole screen is one person's. */
function Sheet(props: { children: ReactNode; lang?: string; dir?: 'ltr' | 'rtl'; label: string }): React.JSX.Element {
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => sheet.current?.focus(), []);
  return (
    <main ref={sheet} tabIndex={-1} className="hands" lang={props.lang} dir={props.dir} aria-label={props.label}>
      <div className="hands-in">{props.children}</div>
    </main>
  );
}

function Prepare({ person, checkin, set, isKept, onCancel }: HandProps & { isKept: boolean; onCancel(): void }): React.JSX.Element {
  const { w } = useWords();
  return (
    <main className="content">
      <Page title={w.checkin.title} lead={`${person.name}. ${w.checkin.lead}`} onBack={onCancel}>
        {!isKept && <p className="note warn" role="status">{w.checkin.notKept}</p>}
        <Form onSubmit={() => set({ hand: 'participant' })}>
          <div className="section">
            <div className="fields">
              <Field label={w.person.place} value={checkin.place} onChange={(place) => set({ place })} />
              <Select label={w.checkin.activity} value={checkin.activity} onChange={(activity) => set({ activity: activity as Activity })}
                options={ACTIVITIES.map((value) => ({ value, label: w.checkin.activities[value] }))} />
              <Field label={w.checkin.planned} type="number" inputMode="numeric" value={checkin.planned}
                onChange={(planned) => set({ planned, attended: planned })} />
            </div>
            <Check label={w.checkin.inCommunity} isOn={checkin.inCommunity} onChange={(inCommunity) => set({ inCommunity })} />
            <Check label={w.checkin.hasSupervisor} isOn={checkin.hasSupervisor} onChange={(hasSupervisor) => set({ hasSupervisor })} />
          </div>
          <div className="actions">
            <Button tone="main" large type="submit">{w.checkin.giveTo(person.first_name)}</Button>
            <Button large onPress={() => set({ hand: 'finish' })}>{w.checkin.alone}</Button>
          </div>
        </Form>
      </Page>
    </main>
  );
}

function ParticipantHand({ person, checkin, set }: HandProps): React.JSX.Element {
  const { w } = useWords();
  const [tongue, setTongue] = useState<Tongue>(() => tongueOf([person.interpreter, ...person.languages]));
  return (
    <Sheet lang={tongue.code} dir={tongue.dir} label={w.checkin.title}>
      <div className="actions" dir="ltr" role="group" aria-label={w.language.choose}>
        {tongues.map((one) => (
          <span key={one.code} lang={one.code}>
            <Button tone={one === tongue ? 'main' : 'plain'} aria-pressed={one === tongue} onPress={() => setTongue(one)}>
              {one.name}
            </Button>
          </span>
        ))}
      </div>
      <h1>{tongue.hello(person.first_name)}</h1>
      <RadioGroup
        className="moods"
        aria-label={tongue.howWasIt}
        value={checkin.mood === null ? null : String(checkin.mood)}
        onChange={(mood) => set({ mood: Number(mood) })}
      >
        <h2>{tongue.howWasIt}</h2>
        <div className="mood-options">
          {tongue.moods.map((words, index) => (
            <Radio key={words} value={String(index + 1)} className="mood">
              <Face mood={index + 1} />
              <span>{words}</span>
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <Signature label={tongue.sign} clear={tongue.clear} onChange={(participantSignature) => set({ participantSignature })} />
      <div className="actions end">
        <Button tone="main" large icon="check" onPress={() => set({ hand: checkin.hasSupervisor ? 'toSupervisor' : 'back' })}>
          {tongue.done}
        </Button>
      </div>
    </Sheet>
  );
}

function Pass({ to, onTaken }: { to: string | null; onTaken(): void }): React.JSX.Element {
  const { w } = useWords();
  return (
    <Sheet label={w.checkin.title}>
      <h1>{w.checkin.thanks}</h1>
      <p className="lead">{w.checkin.passTo(to ?? w.checkin.theSupervisor)}</p>
      <div className="actions">
        <Button tone="main" large onPress={onTaken}>{w.checkin.iAmSupervisor}</Button>
      </div>
    </Sheet>
  );
}

const QUARTER = 15;

/** Minutes in steps of a quarter of an hour; what is too much or too little the core says. */
function Minutes({ checkin, set }: Omit<HandProps, 'person'>): React.JSX.Element {
  const { w, f } = useWords();
  const minutes = Number(checkin.attended) || 0;
  const change = (by: number) => set({ attended: String(Math.max(0, minutes + by)) });
  return (
    <div className="minutes" role="group" aria-label={w.checkin.attended}>
      <Button large aria-label={w.checkin.less} onPress={() => change(-QUARTER)}>−</Button>
      <output>{f.duration(minutes)}</output>
      <Button large aria-label={w.checkin.more} onPress={() => change(QUARTER)}>+</Button>
      {checkin.planned !== '' && checkin.planned !== checkin.attended && (
        <Button large onPress={() => set({ attended: checkin.planned })}>{w.checkin.allOfIt(f.duration(Number(checkin.planned)))}</Button>
      )}
    </div>
  );
}

function SupervisorHand({ person, checkin, set }: HandProps): React.JSX.Element {
  const { w } = useWords();
  return (
    <Sheet label={w.checkin.title}>
      <h1>{w.checkin.supervisorTitle(person.first_name)}</h1>
      <h2>{w.checkin.attended}</h2>
      <Minutes checkin={checkin} set={set} />
      <Field label={w.checkin.supervisorName} value={checkin.supervisor} onChange={(supervisor) => set({ supervisor })} />
      <Signature label={w.checkin.sign} clear={w.checkin.clear} onChange={(supervisorSignature) => set({ supervisorSignature })} />
      <div className="actions end">
        <Button tone="main" large icon="check" onPress={() => set({ hand: 'back' })}>{w.checkin.done}</Button>
      </div>
    </Sheet>
  );
}

/** The coach's part opens with the coach's code, where there is one. */
function TakeBack({ onTaken }: { onTaken(): void }): React.JSX.Element {
  const { w } = useWords();
  const { id } = useSession();
  const entry = useStores().find((one) => one.id === id);
  const [code, setCode] = useState('');
  const [error, setError] = useState<string | null>(null);
  const check = async () => {
    const checked = await checkLockCode(id, code);
    setCode('');
    if (checked.is === 'right') onTaken();
    else setError(checked.waitSeconds > 0 ? w.lock.wait(checked.waitSeconds) : w.lock.wrong);
  };
  return (
    <Sheet label={w.checkin.title}>
      <h1>{w.checkin.thanks}</h1>
      <p className="lead">{w.checkin.passBack(entry?.name ?? '')}</p>
      <Form onSubmit={() => void check()}>
        {entry?.lock && <Field label={w.lock.code} value={code} onChange={setCode} type="password" inputMode="numeric" error={error} />}
        <div className="actions">
          <Button tone="main" large type="submit">{w.checkin.iAmCoach(entry?.name ?? '')}</Button>
        </div>
      </Form>
    </Sheet>
  );
}

interface FinishProps extends HandProps {
  isKept: boolean;
  commandId: string;
  onCancel(): void;
  onSaved(): void;
  onShowSaved(): void;
  onSaveAnother(): void;
}

function Finish(props: FinishProps): React.JSX.Element {
  const { w, f } = useWords();
  const { person, checkin, set } = props;
  const { act, isBusy, error, clear } = useAct();
  const fieldError = useFieldError(error);
  // The tab died between saving this draft and forgetting it, and it was changed since.
  const isSavedOtherwise = error?.code === 'command_id_reused';
  const save = async () => {
    const saved = await act('checkin.record', {
      participant: person.id,
      at: checkin.at,
      place: checkin.place.trim() || null,
      activity: checkin.activity,
      in_community: checkin.inCommunity,
      planned_minutes: checkin.planned === '' ? null : Number(checkin.planned),
      attended_minutes: checkin.attended === '' ? null : Number(checkin.attended),
      mood: checkin.mood,
      participant_signature: checkin.participantSignature || null,
      supervisor: (checkin.hasSupervisor && checkin.supervisor.trim()) || null,
      supervisor_signature: checkin.supervisorSignature || null,
      comment: checkin.comment.trim() || null,
      command_id: props.commandId,
    });
    if (saved) props.onSaved();
  };
  const shown = ['attended_minutes', 'planned_minutes', 'comment'];
  return (
    <main className="content">
      <Page title={w.checkin.title} lead={person.name} onBack={() => set({ hand: 'prepare' })}>
        <Form onSubmit={() => void save()}>
          <Section title={w.checkin.attended}>
            <Minutes checkin={checkin} set={set} />
            {fieldError('attended_minutes', 'planned_minutes') && <p className="problem" role="alert">{fieldError('attended_minutes', 'planned_minutes')}</p>}
            <Facts
              of={[
                [w.inbox.fields['at'] ?? '', f.moment(checkin.at)],
                [w.person.place, checkin.place],
                [w.checkin.activity, w.checkin.activities[checkin.activity]],
                [w.checkin.mood, checkin.mood !== null && (tongues[f.language === 'sv' ? 0 : 1] as Tongue).moods[checkin.mood - 1]],
                [w.checkin.participantSigned, checkin.participantSignature ? w.yes : w.no],
                [w.person.supervisor, checkin.hasSupervisor && checkin.supervisor],
                [w.checkin.supervisorSigned, checkin.hasSupervisor && (checkin.supervisorSignature ? w.yes : w.no)],
              ]}
            />
          </Section>
          <Field label={w.checkin.comment} lines={4} value={checkin.comment} onChange={(comment) => set({ comment })} error={fieldError('comment')} />
          {!props.isKept && <p className="note warn" role="status">{w.checkin.notKept}</p>}
          {isSavedOtherwise ? (
            <>
              <p className="problem" role="alert">{w.checkin.savedBefore}</p>
              <div className="actions">
                <Button tone="main" large onPress={props.onShowSaved}>{w.checkin.showSaved}</Button>
                <Button large onPress={() => { props.onSaveAnother(); clear(); }}>{w.checkin.saveAnother}</Button>
                <Button tone="danger" large onPress={props.onCancel}>{w.checkin.discard}</Button>
              </div>
            </>
          ) : (
            <>
              <Problem error={error} shown={shown} />
              <div className="actions">
                <Button tone="main" large type="submit" isDisabled={isBusy}>{w.checkin.save}</Button>
                <Button tone="danger" large onPress={props.onCancel}>{w.checkin.discard}</Button>
              </div>
            </>
          )}
        </Form>
      </Page>
    </main>
  );
}
