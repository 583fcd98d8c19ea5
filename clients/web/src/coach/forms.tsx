/** The small forms of a person's page, each one command. What may be left empty is the core's to say. */
import { useState, type ReactNode } from 'react';
import type { Answer, CallName, Input } from '../door/door';
import { useAct, useObserved, type Act } from '../door/useDoor';
import { Button, Choice, Dialog, Field, Form, Problem, Select, useFieldError, type Option } from '../parts/parts';
import { useWords } from '../words/words';
import { noSeat, OpeningChoice, type Seat } from './openingChoice';
import type { Person } from './person';

export interface FormProps {
  isOpen: boolean;
  onClose(): void;
}

/** A form in a dialog; it closes when its command is saved. */
export function FormDialog(props: FormProps & {
  title: string;
  doing: Act;
  /** The fields that show their own errors. */
  fields: readonly string[];
  save(): Promise<unknown>;
  /** What the button that saves says. */
  action?: string;
  /** Takes away what the form is of. */
  remove?: { label: string; onPress(): void };
  children: ReactNode;
}): React.JSX.Element {
  const { w } = useWords();
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={props.onClose} holdsWords>
      <Form
        onSubmit={() => {
          void props.save().then((answer) => answer !== null && props.onClose());
        }}
      >
        {props.children}
        <Problem error={props.doing.error} shown={props.fields} />
        <div className="actions end">
          {props.remove && (
            <span className="apart">
              <Button tone="danger" onPress={props.remove.onPress}>{props.remove.label}</Button>
            </span>
          )}
          <Button onPress={props.onClose}>{w.cancel}</Button>
          <Button tone="main" type="submit" isDisabled={props.doing.isBusy}>
            {props.action ?? w.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** What a command that was saved gives to think about, such as another person under the same number. */
export function Warnings(props: { of: Answer<'intake.record'>['warnings']; onClose(): void }): React.JSX.Element {
  const { w, f } = useWords();
  return (
    <Dialog title={w.savedButSee} isOpen onClose={props.onClose}>
      {props.of.map((one) => (
        <p key={one.sentence}>{f.language === 'sv' ? one.sentence_sv : one.sentence}</p>
      ))}
      <div className="actions end">
        <Button tone="main" onPress={props.onClose}>{w.noted}</Button>
      </div>
    </Dialog>
  );
}

/** An empty field is one that was left out. */
export const given = (text: string) => text.trim() || null;
export const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** The person's own zone counts: the device is where the person is. What is no time the core refuses as it is. */
export function instantOf(day: string, time: string): string {
  if (!day || !time) return '';
  const at = new Date(`${day}T${time}`);
  return Number.isNaN(at.getTime()) ? `${day}T${time}` : at.toISOString();
}

/** An instant as the two fields of a form have it. */
export function dayAndTimeOf(instant: string): { day: string; time: string } {
  const at = new Date(instant);
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

type Texts<F extends string> = Record<F, string>;

/**
 * A record as the person saw it when the form opened: that is what is changed, with its version, and
 * not what has come since.
 */
export function useSeen<T>(record: T): T {
  const [seen] = useState(record);
  return seen;
}

/**
 * What a form changes: a field that was left alone is not among them, so that it covers nobody's
 * change. An emptied one is null, or empty where the core says that it is needed.
 */
export function changes<F extends string>(first: Texts<F>, texts: Texts<F>, needed: readonly NoInfer<F>[] = []): { [K in F]?: string | null } {
  const changed = (Object.keys(first) as F[]).filter((field) => texts[field].trim() !== first[field].trim());
  return Object.fromEntries(changed.map((field) => [field, needed.includes(field) ? texts[field] : given(texts[field])])) as {
    [K in F]?: string | null;
  };
}

/** The texts of a form's fields, which begin anew each time that it opens. */
export function useTexts<F extends string>(first: Texts<F>, isOpen: boolean): [Texts<F>, (field: F) => (text: string) => void] {
  const [texts, setTexts] = useState(first);
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (wasOpen !== isOpen) {
    setWasOpen(isOpen);
    if (isOpen) setTexts(first);
  }
  return [texts, (field) => (text) => setTexts((known) => ({ ...known, [field]: text }))];
}

export interface Saving<K extends CallName> extends Act {
  save(input: Input<K>): Promise<Answer<K> | null>;
  /** Saves what was changed `of` a record; where nothing was, there is nothing to save. */
  change(of: Partial<Input<K>>, changed: Partial<Input<K>>): Promise<Answer<K> | 'unchanged' | null>;
  fieldError(...fields: string[]): string | null;
}

export function useSaving<K extends CallName>(name: K): Saving<K> {
  const doing = useAct();
  const fieldError = useFieldError(doing.error);
  const save = (input: Input<K>) => doing.act(name, input);
  return {
    ...doing,
    fieldError,
    save,
    change: async (of, changed) => (Object.keys(changed).length === 0 ? 'unchanged' : save({ ...of, ...changed } as Input<K>)),
  };
}

export function ContactForm(props: FormProps & { participant: string }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ kind: 'phone', value: '', label: '' }, props.isOpen);
  const doing = useSaving('contact.add');
  const kind = texts.kind as keyof typeof w.person.contactKinds;
  return (
    <FormDialog {...props} title={w.person.addContact} doing={doing} fields={['kind', 'value', 'label']}
      save={() => doing.save({ participant: props.participant, kind, value: texts.value, label: given(texts.label) })}>
      <Choice label={w.person.kind} value={kind} onChange={set('kind')} error={doing.fieldError('kind')}
        options={(['phone', 'email', 'address'] as const).map((value) => ({ value, label: w.person.contactKinds[value] }))} />
      <Field label={w.person.contactKinds[kind]} value={texts.value} onChange={set('value')} error={doing.fieldError('value')} isRequired
        type={kind === 'phone' ? 'tel' : kind === 'email' ? 'email' : 'text'} />
      <Field label={w.person.contactLabel} value={texts.label} onChange={set('label')} error={doing.fieldError('label')} />
    </FormDialog>
  );
}

/** What is chosen now stays among the options, though it could not be chosen anew. */
export function including(options: readonly Option[], value: string | null, label: string | null): Option[] {
  const isThere = !value || options.some((one) => one.value === value);
  return isThere ? [...options] : [{ value, label: label ?? value }, ...options];
}

/** Of the staff, those who are in the person's team come first. */
export function useStaffOptions(person: Person | null): Option[] {
  const { answer } = useObserved('staff.list', {});
  const team = new Set(person?.team.filter((one) => !one.until).map((one) => one.staff));
  return (answer?.staff ?? [])
    .filter((one) => one.status === 'active')
    .sort((one, other) => Number(team.has(other.id)) - Number(team.has(one.id)) || one.name.localeCompare(other.name, 'sv'))
    .map((one) => ({ value: one.id, label: one.name }));
}

export function TaskForm(props: FormProps & { person: Person }): React.JSX.Element {
  const { w } = useWords();
  const { answer: me } = useObserved('me', {});
  const staff = useStaffOptions(props.person);
  const [texts, set] = useTexts({ title: '', due: '', assignee: '' }, props.isOpen);
  const doing = useSaving('task.add');
  return (
    <FormDialog {...props} title={w.person.addTask} doing={doing} fields={['title', 'due', 'assignee']}
      save={() => doing.save({ participant: props.person.id, title: texts.title, due: given(texts.due), assignee: given(texts.assignee) })}>
      <Field label={w.person.taskTitle} value={texts.title} onChange={set('title')} error={doing.fieldError('title')} isRequired autoFocus />
      <div className="fields">
        <Field label={w.person.taskDue} type="date" value={texts.due} onChange={set('due')} error={doing.fieldError('due')} />
        <Select label={w.person.taskAssignee} value={texts.assignee} onChange={set('assignee')} error={doing.fieldError('assignee')}
          empty={me?.name ?? ''} options={staff.filter((one) => one.value !== me?.account)} />
      </div>
    </FormDialog>
  );
}

export function MeetingForm(props: FormProps & { participant: string }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ day: '', time: '', minutes: '', place: '', purpose: '' }, props.isOpen);
  const doing = useSaving('appointment.book');
  return (
    <FormDialog {...props} title={w.person.book} doing={doing} fields={['at', 'minutes', 'place', 'purpose']}
      save={() =>
        doing.save({
          participant: props.participant,
          at: instantOf(texts.day, texts.time),
          minutes: texts.minutes ? Number(texts.minutes) : null,
          place: given(texts.place),
          purpose: given(texts.purpose),
        })
      }>
      <div className="fields">
        <Field label={w.person.meetingDay} type="date" value={texts.day} onChange={set('day')} error={doing.fieldError('at')} isRequired />
        <Field label={w.person.meetingTime} type="time" value={texts.time} onChange={set('time')} isRequired />
        <Field label={w.person.minutes} type="number" inputMode="numeric" value={texts.minutes} onChange={set('minutes')} error={doing.fieldError('minutes')} />
      </div>
      <Field label={w.person.place} value={texts.place} onChange={set('place')} error={doing.fieldError('place')} />
      <Field label={w.person.purpose} value={texts.purpose} onChange={set('purpose')} error={doing.fieldError('purpose')} />
    </FormDialog>
  );
}

export function SectionForm(props: {
  plan: string;
  section: { key: string; title: string };
  written: Person['plan_sections'][number] | null;
  onClose(): void;
}): React.JSX.Element {
  const { w } = useWords();
  const doing = useAct();
  const fieldError = useFieldError(doing.error);
  // What the person saw when the form opened is what is changed.
  const [seen] = useState(props.written);
  const [body, setBody] = useState(seen?.body ?? '');
  return (
    <FormDialog title={props.section.title} isOpen onClose={props.onClose} doing={doing} fields={['body']}
      save={() =>
        seen
          ? doing.act('plan_section.change', { plan_section: seen.id, version: seen.version, body })
          : doing.act('plan_section.write', { plan: props.plan, section: props.section.key, body })
      }>
      <Field label={w.inbox.fields['body'] ?? ''} lines={8} value={body} onChange={setBody} error={fieldError('body')} autoFocus />
    </FormDialog>
  );
}

/** Nowhere yet, each time that the form opens. */
function useSeat(isOpen: boolean): [Seat, (seat: Seat) => void] {
  const [seat, setSeat] = useState(noSeat);
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (wasOpen !== isOpen) {
    setWasOpen(isOpen);
    if (isOpen) setSeat(noSeat);
  }
  return [seat, setSeat];
}

export function PlacementForm(props: FormProps & { participant: string }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ kind: 'praktik', start: '', supervisor: '', tasks: '', subsidy: '' }, props.isOpen);
  const [seat, setSeat] = useSeat(props.isOpen);
  const isAtEmployer = texts.kind !== 'studies';
  const doing = useSaving('placement.begin');
  return (
    <FormDialog {...props} title={w.person.beginPlacement} doing={doing} fields={['kind', 'opening', 'start', 'supervisor', 'tasks', 'subsidy']}
      save={() =>
        doing.save({
          participant: props.participant,
          kind: texts.kind as Input<'placement.begin'>['kind'],
          employer: isAtEmployer ? (seat.employer?.id ?? null) : null,
          opening: isAtEmployer ? given(seat.opening) : null,
          start: texts.start,
          supervisor: given(texts.supervisor),
          tasks: linesOf(texts.tasks),
          subsidy: given(texts.subsidy),
        })
      }>
      <Choice label={w.person.kind} value={texts.kind} onChange={set('kind')} error={doing.fieldError('kind')}
        options={(['praktik', 'job', 'studies'] as const).map((value) => ({ value, label: w.person.placementKinds[value] }))} />
      {isAtEmployer && <OpeningChoice seat={seat} onChange={setSeat} onKind={set('kind')} error={doing.fieldError('opening')} />}
      <div className="fields">
        <Field label={w.person.placementStart} type="date" value={texts.start} onChange={set('start')} error={doing.fieldError('start')} isRequired />
        <Field label={w.person.supervisor} value={texts.supervisor} onChange={set('supervisor')} error={doing.fieldError('supervisor')} />
      </div>
      <Field label={w.person.placementTasks} hint={w.person.placementTasksHint} lines={3} value={texts.tasks} onChange={set('tasks')} error={doing.fieldError('tasks')} />
      <Field label={w.person.subsidy} value={texts.subsidy} onChange={set('subsidy')} error={doing.fieldError('subsidy')} />
    </FormDialog>
  );
}
