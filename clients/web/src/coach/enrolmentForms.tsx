/** What is decided on an enrolment: its stream and stage, more time, its end, what it led to, another programme. */
import { useState } from 'react';
import { useAct, useObserved } from '../door/useDoor';
import { Choice, Field, Select, useFieldError } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { changes, FormDialog, given, including, useSaving, useSeen, useTexts } from './forms';
import type { Person, Programme } from './person';

export type Enrolment = Person['enrolments'][number];

interface Props {
  enrolment: Enrolment;
  programme: Programme | null;
  onClose(): void;
}

export function ChangeEnrolmentForm(props: Props): React.JSX.Element {
  const { w, f } = useWords();
  const seen = useSeen(props.enrolment);
  const first = {
    stage: seen.stage ?? '',
    stage_on: '',
    stream: seen.stream ?? '',
    stream_reason: seen.stream_reason ?? '',
    support: seen.support ?? '',
    support_follow_up: seen.support_follow_up ?? '',
    referral: seen.referral ?? '',
  };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('enrolment.change');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  const stages = props.programme?.stages ?? [];
  const streams = props.programme?.streams ?? [];
  const stream = streams.find((one) => one.key === texts.stream);
  const named = (one: { key: string; sv: string; en: string }) => ({ value: one.key, label: nameOf(one, f.language) });
  const choose = (key: string) => {
    set('stream')(key);
    // A reason belongs to its stream.
    set('stream_reason')('');
  };
  return (
    <FormDialog title={w.enrol.change} isOpen onClose={props.onClose} doing={doing} fields={Object.keys(first)}
      save={() => doing.change({ enrolment: seen.id, version: seen.version }, changes(first, texts))}>
      {stages.length > 0 && (
        <div className="fields">
          <Select label={w.person.stage} {...field('stage')} {...(!seen.stage && { empty: '–' })} options={including(stages.map(named), seen.stage, null)} />
          {texts.stage !== first.stage && <Field label={w.enrol.stageOn} hint={w.enrol.emptyIsToday} type="date" {...field('stage_on')} />}
        </div>
      )}
      {streams.length > 0 && <Choice label={w.person.stream} {...field('stream')} onChange={choose} options={streams.map(named)} />}
      {stream && stream.reasons.length > 0 && <Choice label={w.person.reason} {...field('stream_reason')} isRequired options={stream.reasons.map(named)} />}
      {(stream?.needs_support || seen.support) && (
        <div className="fields">
          <Field label={w.person.support} {...field('support')} isRequired={stream?.needs_support ?? false} />
          <Field label={w.today.followUps} type="date" {...field('support_follow_up')} isRequired={stream?.needs_support ?? false} />
        </div>
      )}
      <Field label={w.person.referral} {...field('referral')} />
    </FormDialog>
  );
}

export function ExtendForm(props: Props): React.JSX.Element {
  const { w, f } = useWords();
  const [texts, set] = useTexts({ until: '', reason: '' }, true);
  const doing = useSaving('enrolment.extend');
  return (
    <FormDialog title={w.enrol.extend} action={w.enrol.decide} isOpen onClose={props.onClose} doing={doing} fields={['until', 'reason']}
      save={() => doing.save({ enrolment: props.enrolment.id, until: texts.until, reason: texts.reason })}>
      <p className="soft">{props.enrolment.limit && w.enrol.limitNow(f.day(props.enrolment.limit))}</p>
      <Field label={w.enrol.until} type="date" value={texts.until} onChange={set('until')} error={doing.fieldError('until')} isRequired />
      <Field label={w.person.why} lines={3} value={texts.reason} onChange={set('reason')} error={doing.fieldError('reason')} isRequired />
    </FormDialog>
  );
}

/** The programme's outcomes in the person's language. */
const useOutcomeOptions = (programme: Programme | null) => {
  const { f } = useWords();
  return (programme?.outcomes ?? []).map((one) => ({ value: one.key, label: nameOf(one, f.language) }));
};

/** An end, and what it led to when that is known: two things that are saved, the outcome first. */
export function FinishForm(props: Props): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.enrolment);
  const outcomes = useOutcomeOptions(props.programme);
  const [texts, set] = useTexts({ ended: '', type: '', from: '', source: '' }, true);
  const recording = useSaving('outcome.record');
  const finishing = useSaving('enrolment.finish');
  /** The outcome that is saved already, though the end was refused after it. */
  const [recorded, setRecorded] = useState<string | null>(null);
  const save = async () => {
    const outcome = { enrolment: seen.id, type: texts.type, from: given(texts.from), source: given(texts.source) };
    const what = JSON.stringify(outcome);
    if (texts.type && recorded !== what) {
      finishing.clear();
      if (!(await recording.save(outcome))) return null;
      setRecorded(what);
    }
    return finishing.save({ enrolment: seen.id, version: seen.version, ended: given(texts.ended) });
  };
  return (
    <FormDialog title={w.enrol.finish} action={w.enrol.finish} isOpen onClose={props.onClose} doing={recording.error ? recording : finishing}
      fields={['ended', 'type', 'from', 'source']} save={save}>
      <p className="soft">{w.enrol.finishLead}</p>
      <Field label={w.enrol.ended} hint={w.enrol.emptyIsToday} type="date" value={texts.ended} onChange={set('ended')} error={finishing.fieldError('ended')} />
      <Choice label={w.outcome.ledTo} value={texts.type} onChange={set('type')} error={recording.fieldError('type')}
        options={[...outcomes, { value: '', label: w.outcome.notYet }]} />
      {texts.type !== '' && (
        <div className="fields">
          <Field label={w.outcome.from} hint={w.enrol.emptyIsToday} type="date" value={texts.from} onChange={set('from')} error={recording.fieldError('from')} />
          <Field label={w.outcome.source} hint={w.outcome.sourceHint} value={texts.source} onChange={set('source')} error={recording.fieldError('source')} />
        </div>
      )}
    </FormDialog>
  );
}

export function OutcomeForm(props: { person: Person; programmes: readonly Programme[]; onClose(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const newestFirst = [...props.person.enrolments].reverse();
  const [texts, set] = useTexts({ enrolment: newestFirst[0]?.id ?? '', type: '', from: '', to: '', source: '' }, true);
  const enrolment = newestFirst.find((one) => one.id === texts.enrolment);
  const outcomes = useOutcomeOptions(props.programmes.find((one) => one.id === enrolment?.programme) ?? null);
  const doing = useSaving('outcome.record');
  const field = (name: keyof typeof texts) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  return (
    <FormDialog title={w.outcome.record} isOpen onClose={props.onClose} doing={doing} fields={['enrolment', 'type', 'from', 'to', 'source']}
      save={() => doing.save({ enrolment: texts.enrolment, type: texts.type, from: given(texts.from), to: given(texts.to), source: given(texts.source) })}>
      {newestFirst.length > 1 && (
        <Select label={w.person.enrolment} {...field('enrolment')}
          options={newestFirst.map((one) => ({ value: one.id, label: `${one.programme_title ?? ''}, ${w.person.started(f.day(one.start))}` }))} />
      )}
      <Choice label={w.outcome.ledTo} {...field('type')} isRequired options={outcomes} />
      <div className="fields">
        <Field label={w.outcome.from} hint={w.enrol.emptyIsToday} type="date" {...field('from')} />
        <Field label={w.outcome.to} hint={w.outcome.toHint} type="date" {...field('to')} />
      </div>
      <Field label={w.outcome.source} hint={w.outcome.sourceHint} {...field('source')} />
    </FormDialog>
  );
}

/** When a project closes, the line goes on: the case stays, and nothing is entered anew. */
export function MoveForm(props: Props & { programmes: readonly Programme[] }): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: known } = useObserved('units.list', {});
  const programmes = props.programmes.filter((one) => one.id !== props.enrolment.programme);
  const [texts, set] = useTexts({ programme: programmes[0]?.key ?? '', unit: '', on: '' }, true);
  const doing = useAct();
  const fieldError = useFieldError(doing.error);
  const keys = new Set(programmes.find((one) => one.key === texts.programme)?.units.map((one) => one.key));
  const units = (known?.units ?? []).filter((one) => one.key !== null && keys.has(one.key));
  const unit = units.some((one) => one.id === texts.unit) ? texts.unit : (units[0]?.id ?? '');
  return (
    <FormDialog title={w.enrol.move} action={w.enrol.move} isOpen onClose={props.onClose} doing={doing} fields={['programme', 'unit', 'on']}
      save={() => doing.act('enrolment.move', { enrolment: props.enrolment.id, programme: texts.programme, unit, on: given(texts.on) })}>
      <p className="soft">{w.enrol.moveLead(props.enrolment.programme_title ?? '')}</p>
      <div className="fields">
        <Select label={w.intake.programme} value={texts.programme} onChange={set('programme')} error={fieldError('programme')}
          options={programmes.map((one) => ({ value: one.key, label: nameOf(one.name, f.language) || one.title }))} />
        <Select label={w.intake.unit} value={unit} onChange={set('unit')} error={fieldError('unit')}
          options={units.map((one) => ({ value: one.id, label: one.name }))} />
      </div>
      <Field label={w.enrol.movedOn} hint={w.enrol.emptyIsToday} type="date" value={texts.on} onChange={set('on')} error={fieldError('on')} />
    </FormDialog>
  );
}
