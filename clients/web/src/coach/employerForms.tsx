/** The forms of employers, each one command. What may be left empty is the core's to say. */
import { useState } from 'react';
import type { Input } from '../door/door';
import { useObserved } from '../door/useDoor';
import { Choice, Field, Select } from '../parts/parts';
import { useWords } from '../words/words';
import type { EmployerShown, Opening } from './employer';
import { FormDialog, given, instantOf, linesOf, useSaving, useTexts, type FormProps } from './forms';

export function EmployerForm(props: FormProps & { onAdded(employer: string): void }): React.JSX.Element {
  const { w } = useWords();
  const { answer: me } = useObserved('me', {});
  const units = [...(me?.memberships ?? []), ...(me?.manages ?? [])];
  const [texts, set] = useTexts({ unit: '', name: '', number: '', sectors: '', promised: '', next: '' }, props.isOpen);
  const doing = useSaving('employer.add');
  return (
    <FormDialog {...props} title={w.employers.add} doing={doing} fields={['name', 'organisation_number', 'unit', 'sectors', 'promised', 'next_contact']}
      save={async () => {
        const added = await doing.save({
          unit: texts.unit || (units[0]?.id ?? ''),
          name: texts.name,
          organisation_number: given(texts.number),
          sectors: linesOf(texts.sectors),
          promised: given(texts.promised),
          next_contact: given(texts.next),
        });
        if (added) props.onAdded(added.employer);
        return added;
      }}>
      <Field label={w.employers.name} value={texts.name} onChange={set('name')} error={doing.fieldError('name')} isRequired autoFocus />
      <div className="fields">
        <Field label={w.employers.number} value={texts.number} onChange={set('number')} error={doing.fieldError('organisation_number')} inputMode="numeric" />
        <Select label={w.employers.unit} value={texts.unit} onChange={set('unit')} error={doing.fieldError('unit')}
          options={units.map((one) => ({ value: one.id, label: one.name ?? '' }))} />
      </div>
      <Field label={w.employers.sectors} hint={w.person.placementTasksHint} lines={2} value={texts.sectors} onChange={set('sectors')} error={doing.fieldError('sectors')} />
      <p className="soft">{w.employers.namesNobody}</p>
      <Field label={w.employers.promised} value={texts.promised} onChange={set('promised')} error={doing.fieldError('promised')} />
      <Field label={w.employers.next} type="date" value={texts.next} onChange={set('next')} error={doing.fieldError('next_contact')} />
    </FormDialog>
  );
}

/** Changes the employer as it was shown when the form opened. */
export function ChangeForm(props: FormProps & { employer: EmployerShown }): React.JSX.Element {
  const { w } = useWords();
  const { employer } = props;
  const [texts, set] = useTexts(
    {
      version: employer.version,
      name: employer.name,
      number: employer.organisation_number ?? '',
      sectors: employer.sectors.join('\n'),
      channels: employer.channels.join('\n'),
      promised: employer.promised ?? '',
      next: employer.next_contact ?? '',
    },
    props.isOpen,
  );
  const doing = useSaving('employer.change');
  return (
    <FormDialog {...props} title={w.employers.changeTitle} doing={doing} fields={['name', 'organisation_number', 'sectors', 'channels', 'promised', 'next_contact']}
      save={() =>
        doing.save({
          employer: employer.id,
          version: texts.version,
          name: texts.name,
          organisation_number: given(texts.number),
          sectors: linesOf(texts.sectors),
          channels: linesOf(texts.channels),
          promised: given(texts.promised),
          next_contact: given(texts.next),
        })
      }>
      <Field label={w.employers.name} value={texts.name} onChange={set('name')} error={doing.fieldError('name')} isRequired autoFocus />
      <Field label={w.employers.number} value={texts.number} onChange={set('number')} error={doing.fieldError('organisation_number')} inputMode="numeric" />
      <Field label={w.employers.sectors} hint={w.person.placementTasksHint} lines={2} value={texts.sectors} onChange={set('sectors')} error={doing.fieldError('sectors')} />
      <Field label={w.employers.channels} hint={w.employers.channelsHint} lines={2} value={texts.channels} onChange={set('channels')} error={doing.fieldError('channels')} />
      <p className="soft">{w.employers.namesNobody}</p>
      <Field label={w.employers.promised} lines={2} value={texts.promised} onChange={set('promised')} error={doing.fieldError('promised')} />
      <Field label={w.employers.next} type="date" value={texts.next} onChange={set('next')} error={doing.fieldError('next_contact')} />
    </FormDialog>
  );
}

const MODES = ['visit', 'meeting', 'phone', 'video', 'email', 'other'] as const;

export function SaidForm(props: FormProps & { employer: EmployerShown }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ mode: 'visit', day: '', time: '', purpose: '', result: '', promised: '', next: '' }, props.isOpen);
  const doing = useSaving('employer.contact');
  return (
    <FormDialog {...props} title={w.employers.contact} doing={doing} fields={['mode', 'at', 'purpose', 'result', 'promised', 'next_contact']}
      save={() =>
        doing.save({
          employer: props.employer.id,
          mode: texts.mode as Input<'employer.contact'>['mode'],
          at: given(texts.day && instantOf(texts.day, texts.time || '12:00')),
          purpose: given(texts.purpose),
          result: given(texts.result),
          promised: given(texts.promised),
          next_contact: given(texts.next),
        })
      }>
      <p className="soft">{w.employers.namesNobody}</p>
      <Choice label={w.employers.mode} value={texts.mode} onChange={set('mode')} error={doing.fieldError('mode')}
        options={MODES.map((value) => ({ value, label: w.employers.modes[value] }))} />
      <div className="fields">
        <Field label={w.employers.day} type="date" value={texts.day} onChange={set('day')} error={doing.fieldError('at')} />
        <Field label={w.employers.time} type="time" value={texts.time} onChange={set('time')} />
      </div>
      <Field label={w.person.purpose} value={texts.purpose} onChange={set('purpose')} error={doing.fieldError('purpose')} />
      <Field label={w.employers.result} lines={3} value={texts.result} onChange={set('result')} error={doing.fieldError('result')} />
      <Field label={w.employers.promised} value={texts.promised} onChange={set('promised')} error={doing.fieldError('promised')} />
      <Field label={w.employers.next} type="date" value={texts.next} onChange={set('next')} error={doing.fieldError('next_contact')} />
    </FormDialog>
  );
}

const LEVELS = ['leadership', 'manager', 'supervisor', 'co_worker'] as const;
const SECTORS = ['public', 'private', 'civil'] as const;

export function TrainingForm(props: FormProps & { employer: string }): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ level: 'supervisor', sector: 'public', session: '', day: '', headcount: '' }, props.isOpen);
  const doing = useSaving('employer.training');
  return (
    <FormDialog {...props} title={w.employers.addTraining} doing={doing} fields={['level', 'sector', 'session', 'held_on', 'headcount']}
      save={() =>
        doing.save({
          employer: props.employer,
          level: texts.level as Input<'employer.training'>['level'],
          sector: texts.sector as Input<'employer.training'>['sector'],
          session: given(texts.session),
          held_on: texts.day,
          headcount: texts.headcount === '' ? null : Number(texts.headcount),
        })
      }>
      <Choice label={w.employers.level} value={texts.level} onChange={set('level')} error={doing.fieldError('level')}
        options={LEVELS.map((value) => ({ value, label: w.employers.levels[value] }))} />
      <Choice label={w.employers.sector} value={texts.sector} onChange={set('sector')} error={doing.fieldError('sector')}
        options={SECTORS.map((value) => ({ value, label: w.employers.sectorKinds[value] }))} />
      <Field label={w.employers.session} value={texts.session} onChange={set('session')} error={doing.fieldError('session')} />
      <div className="fields">
        <Field label={w.employers.heldOn} type="date" value={texts.day} onChange={set('day')} error={doing.fieldError('held_on')} isRequired />
        <Field label={w.employers.headcount} type="number" inputMode="numeric" value={texts.headcount} onChange={set('headcount')} error={doing.fieldError('headcount')} />
      </div>
    </FormDialog>
  );
}

const KINDS = ['praktik', 'job'] as const;

/** Adds an opening, or changes the one that was shown when the form opened. */
export function OpeningForm(props: FormProps & { employer: string; opening: Opening | null }): React.JSX.Element {
  const { w } = useWords();
  // While the form closes, its opening is gone already.
  const [kept, setKept] = useState(props.opening);
  if (props.isOpen && props.opening?.id !== kept?.id) setKept(props.opening);
  const opening = props.isOpen ? props.opening : kept;
  const { answer: roles } = useObserved('roles.list', {});
  const [texts, set] = useTexts(
    {
      version: opening?.version ?? '',
      kind: opening?.kind ?? 'praktik',
      title: opening?.title ?? '',
      seats: opening?.seats.toString() ?? '1',
      start: opening?.start ?? '',
      tags: opening?.shortage_tags.join('\n') ?? '',
      role: '',
    },
    props.isOpen,
  );
  const adding = useSaving('opening.add');
  const changing = useSaving('opening.change');
  const doing = opening ? changing : adding;
  const published = roles?.roles.filter((one) => one.status === 'published') ?? [];
  const values = () => ({
    kind: texts.kind as Opening['kind'],
    title: given(texts.title),
    seats: Number(texts.seats),
    start: given(texts.start),
    shortage_tags: linesOf(texts.tags),
  });
  return (
    <FormDialog {...props} title={opening ? w.employers.changeOpening : w.employers.addOpening} doing={doing}
      fields={['kind', 'title', 'seats', 'start', 'shortage_tags', 'role_template']}
      save={() =>
        opening
          ? changing.save({ opening: opening.id, version: texts.version, ...values() })
          : adding.save({ employer: props.employer, role_template: given(texts.role), ...values() })
      }>
      <Choice label={w.person.kind} value={texts.kind} onChange={set('kind')} error={doing.fieldError('kind')}
        options={KINDS.map((value) => ({ value, label: w.person.placementKinds[value] }))} />
      <Field label={w.employers.openingTitle} value={texts.title} onChange={set('title')} error={doing.fieldError('title')} />
      <div className="fields">
        <Field label={w.employers.seats} type="number" inputMode="numeric" value={texts.seats} onChange={set('seats')} error={doing.fieldError('seats')} isRequired />
        <Field label={w.employers.from} type="date" value={texts.start} onChange={set('start')} error={doing.fieldError('start')} />
      </div>
      {!opening && published.length > 0 && (
        <Select label={w.employers.role} value={texts.role} onChange={set('role')} empty={w.employers.noRole} error={doing.fieldError('role_template')}
          options={published.map((one) => ({ value: one.id, label: one.title }))} />
      )}
      <Field label={w.employers.tags} hint={w.person.placementTasksHint} lines={2} value={texts.tags} onChange={set('tags')} error={doing.fieldError('shortage_tags')} />
    </FormDialog>
  );
}
