/**
 * Intake on one screen. What a programme asks for is told by it; what is missing is told by the core,
 * beside the field that it names.
 */
import { useState } from 'react';
import type { Answer, Input } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Choice, Field, Form, Page, Problem, Section, Select, useFieldError } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { instantOf, linesOf, useStaffOptions, Warnings } from './forms';
import type { Programme } from './person';
import { useViews, type Reason } from './view';

const FIELDS = [
  'first_name', 'last_name', 'identity_number', 'district', 'languages', 'interpreter', 'programme', 'unit', 'start',
  'answer', 'stream', 'stream_reason', 'support', 'support_follow_up', 'goals', 'step', 'step_due', 'step_assignee',
  'meeting_at', 'meeting_place', 'note', 'referral', 'first_contact',
] as const;
type Texts = Record<(typeof FIELDS)[number] | 'meeting_day' | 'meeting_time', string>;

const NEEDS = { plan: 'plan', dated_step: 'plan', meeting: 'meeting', stream: 'stream' } as const;

export function Intake(): React.JSX.Element {
  const { w } = useWords();
  return (
    <Page title={w.intake.title} lead={w.intake.lead}>
      <IntakeForm person={null} />
    </Page>
  );
}

/** Of somebody who is registered, once more or in another programme. */
export function EnrolAgain(props: { participant: string; reason: Reason }): React.JSX.Element {
  const { w } = useWords();
  const { back } = useViews();
  const { answer: person, error } = useObserved('participant.show', { participant: props.participant, reason: props.reason });
  return (
    <Page title={w.intake.again} lead={person?.name} onBack={back}>
      <Problem error={error} />
      {person && <IntakeForm person={person.id} />}
    </Page>
  );
}

/** `person`: null of somebody new. */
function IntakeForm({ person }: { person: string | null }): React.JSX.Element {
  const { w } = useWords();
  const { answer } = useObserved('programmes.list', {});
  const { answer: me } = useObserved('me', {});
  const { answer: units } = useObserved('units.list', {});
  const programmes = answer?.programmes.filter((one): one is Programme => 'team_roles' in one) ?? [];
  return (
    <>
      {answer && programmes.length === 0 && <p>{w.intake.noProgrammes}</p>}
      {programmes.length > 0 && me && units && <FormOf person={person} programmes={programmes} me={me} units={units.units} />}
    </>
  );
}

function FormOf(props: {
  person: string | null;
  programmes: Programme[];
  me: Answer<'me'>;
  units: Answer<'units.list'>['units'];
}): React.JSX.Element {
  const { w, f } = useWords();
  const { replace } = useViews();
  const staff = useStaffOptions(null);
  const { act, isBusy, error } = useAct();
  const fieldError = useFieldError(error);
  const mine = props.me.memberships.map((one) => one.id);
  const unitsOf = (programme: Programme) => {
    const keys = new Set(programme.units.map((one) => one.key));
    return props.units.filter((one) => one.key !== null && keys.has(one.key));
  };
  // The programme and unit of the coach come first; all others can be chosen.
  const firstProgramme =
    props.programmes.find((one) => unitsOf(one).some((unit) => mine.includes(unit.id))) ?? (props.programmes[0] as Programme);
  const firstUnit = (programme: Programme) => {
    const units = unitsOf(programme);
    return (units.find((one) => mine.includes(one.id)) ?? units[0])?.id ?? '';
  };
  const [texts, setTexts] = useState<Texts>(() => ({
    ...(Object.fromEntries([...FIELDS, 'meeting_day', 'meeting_time'].map((name) => [name, ''])) as Texts),
    programme: firstProgramme.key,
    unit: firstUnit(firstProgramme),
  }));
  const set = (name: keyof Texts) => (text: string) => setTexts((known) => ({ ...known, [name]: text }));
  const programme = props.programmes.find((one) => one.key === texts.programme) ?? firstProgramme;
  const needs = new Set<string>(programme.intake.needs.map((need) => NEEDS[need]));
  const stream = programme.streams.find((one) => one.key === texts.stream);
  const field = (name: (typeof FIELDS)[number]) => ({ value: texts[name], onChange: set(name), error: fieldError(name) });

  // What is to be looked at is told after it was saved, and before the person's page.
  const [saved, setSaved] = useState<Answer<'intake.record'> | null>(null);
  const show = ({ participant }: Answer<'intake.record'>) => replace({ at: 'person', participant, reason: 'own_case', tab: 'overview' });
  const save = async () => {
    const given = Object.fromEntries(
      FIELDS.filter((name) => texts[name].trim() !== '').map((name) => [name, texts[name].trim()]),
    ) as Partial<Texts>;
    const { goals, languages, interpreter, ...rest } = given;
    const saved = await act('intake.record', {
      ...rest,
      ...(goals && { goals: linesOf(goals) }),
      ...(languages && { languages: f.languageCodes(languages) }),
      ...(interpreter && { interpreter: f.languageCodes(interpreter)[0] }),
      ...(props.person && { participant: props.person }),
      ...(texts.meeting_day && texts.meeting_time && { meeting_at: instantOf(texts.meeting_day, texts.meeting_time) }),
      programme: texts.programme,
      unit: texts.unit,
    } as Input<'intake.record'>);
    if (!saved) return;
    if (saved.warnings.length > 0) setSaved(saved);
    else show(saved);
  };

  return (
    <Form onSubmit={() => void save()}>
      {props.person === null && (
        <Section title={w.intake.who}>
          <div className="fields">
            <Field label={w.intake.firstName} {...field('first_name')} isRequired />
            <Field label={w.intake.lastName} {...field('last_name')} isRequired />
            <Field label={w.intake.identity} hint={w.intake.identityHint} {...field('identity_number')} inputMode="numeric" />
            <Field label={w.person.district} {...field('district')} />
            <Field label={w.person.languages} hint={w.intake.languagesHint} {...field('languages')} />
            <Field label={w.person.interpreter} hint={w.intake.interpreterHint} {...field('interpreter')} />
          </div>
        </Section>
      )}
      <Section title={w.intake.where}>
        <div className="fields">
          <Select
            label={w.intake.programme}
            value={texts.programme}
            onChange={(key) => {
              const next = props.programmes.find((one) => one.key === key) ?? programme;
              setTexts((known) => ({ ...known, programme: key, unit: firstUnit(next), stream: '', stream_reason: '' }));
            }}
            options={props.programmes.map((one) => ({ value: one.key, label: nameOf(one.name, f.language) || one.title }))}
            error={fieldError('programme')}
          />
          <Select
            label={w.intake.unit}
            value={texts.unit}
            onChange={set('unit')}
            options={unitsOf(programme).map((one) => ({ value: one.id, label: one.name }))}
            error={fieldError('unit')}
          />
          <Field label={w.intake.start} hint={w.intake.startHint} type="date" {...field('start')} />
          <Field label={w.intake.firstContact} type="date" {...field('first_contact')} />
          <Field label={w.person.referral} {...field('referral')} />
        </div>
        {programme.intake.question && <Field label={nameOf(programme.intake.question, f.language)} lines={3} {...field('answer')} />}
        {programme.streams.length > 0 && (
          <Choice
            label={w.person.stream}
            {...field('stream')}
            isRequired={needs.has('stream')}
            options={programme.streams.map((one) => ({ value: one.key, label: nameOf(one, f.language) }))}
          />
        )}
        {stream && stream.reasons.length > 0 && (
          <Choice
            label={w.person.reason}
            {...field('stream_reason')}
            isRequired
            options={stream.reasons.map((one) => ({ value: one.key, label: nameOf(one, f.language) }))}
          />
        )}
        {stream?.needs_support && (
          <div className="fields">
            <Field label={w.person.support} {...field('support')} isRequired />
            <Field label={w.today.followUps} type="date" {...field('support_follow_up')} isRequired />
          </div>
        )}
      </Section>
      <Section title={w.person.plan}>
        <Field label={w.person.goals} hint={w.person.goalsHint} lines={2} {...field('goals')} />
        <div className="fields">
          <Field label={w.person.firstStep} {...field('step')} isRequired={needs.has('plan')} />
          <Field label={w.person.stepDue} type="date" {...field('step_due')} isRequired={needs.has('plan')} />
          <Select
            label={w.person.taskAssignee}
            value={texts.step_assignee}
            onChange={set('step_assignee')}
            empty={props.me.name ?? ''}
            options={staff.filter((one) => one.value !== props.me.account)}
            error={fieldError('step_assignee')}
          />
        </div>
      </Section>
      <Section title={w.intake.meeting}>
        <div className="fields">
          <Field label={w.person.meetingDay} type="date" value={texts.meeting_day} onChange={set('meeting_day')} error={fieldError('meeting_at')} isRequired={needs.has('meeting')} />
          <Field label={w.person.meetingTime} type="time" value={texts.meeting_time} onChange={set('meeting_time')} isRequired={needs.has('meeting')} />
          <Field label={w.person.place} {...field('meeting_place')} />
        </div>
      </Section>
      <Section title={w.person.notes}>
        <Field label={w.note.body} lines={4} {...field('note')} />
      </Section>
      <Problem error={error} shown={FIELDS} />
      {saved && <Warnings of={saved.warnings} onClose={() => show(saved)} />}
      <div className="actions">
        <Button tone="main" large type="submit" isDisabled={isBusy}>
          {w.intake.save}
        </Button>
      </div>
    </Form>
  );
}
