/** Agreeing on a plan, which the participant may sign on the tablet, and changing what was agreed. */
import { useState } from 'react';
import { Signature } from '../checkin/signature';
import type { Input } from '../door/door';
import { useObserved } from '../door/useDoor';
import { Field, Select } from '../parts/parts';
import { useWords } from '../words/words';
import { changes, FormDialog, given, linesOf, useSaving, useSeen, useStaffOptions, useTexts } from './forms';
import type { Person } from './person';

type Stage = Input<'plan.agree'>['se_stage'];

function useStageOptions(): { value: string; label: string }[] {
  const { w } = useWords();
  return Object.entries(w.person.seStages).map(([value, label]) => ({ value, label }));
}

export function PlanForm(props: { person: Person; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const { answer: me } = useObserved('me', {});
  const staff = useStaffOptions(props.person);
  const stages = useStageOptions();
  const [texts, set] = useTexts({ goals: '', step: '', due: '', assignee: '', stage: '' }, true);
  const [signature, setSignature] = useState('');
  const doing = useSaving('plan.agree');
  const enrolment = props.person.enrolments.find((one) => one.status === 'active');
  return (
    <FormDialog title={w.person.agreePlan} isOpen onClose={props.onClose} doing={doing} fields={['goals', 'step', 'step_due', 'step_assignee', 'se_stage']}
      save={() =>
        doing.save({
          participant: props.person.id,
          enrolment: enrolment?.id ?? null,
          goals: linesOf(texts.goals),
          step: given(texts.step),
          step_due: given(texts.due),
          step_assignee: given(texts.assignee),
          se_stage: (texts.stage || null) as Stage,
          signature: signature || null,
        })
      }>
      <Field label={w.person.goals} hint={w.person.goalsHint} lines={3} value={texts.goals} onChange={set('goals')} error={doing.fieldError('goals')} />
      <div className="fields">
        <Field label={w.person.firstStep} value={texts.step} onChange={set('step')} error={doing.fieldError('step')} isRequired />
        <Field label={w.person.stepDue} type="date" value={texts.due} onChange={set('due')} error={doing.fieldError('step_due')} isRequired />
        <Select label={w.person.taskAssignee} value={texts.assignee} onChange={set('assignee')} error={doing.fieldError('step_assignee')}
          empty={me?.name ?? ''} options={staff.filter((one) => one.value !== me?.account)} />
        <Select label={w.person.stage} value={texts.stage} onChange={set('stage')} empty="–" options={stages} error={doing.fieldError('se_stage')} />
      </div>
      <Signature label={w.plan.sign} clear={w.checkin.clear} onChange={setSignature} />
    </FormDialog>
  );
}

export function ChangePlanForm(props: { plan: Person['plans'][number]; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const stages = useStageOptions();
  const seen = useSeen(props.plan);
  const first = { goals: seen.goals.join('\n'), se_stage: seen.se_stage ?? '', stage_on: '' };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('plan.change');
  const save = () => {
    const { goals, ...changed } = changes(first, texts);
    return doing.change({ plan: seen.id, version: seen.version }, {
      ...(changed as Partial<Input<'plan.change'>>),
      ...(goals !== undefined && { goals: linesOf(texts.goals) }),
    });
  };
  return (
    <FormDialog title={w.plan.change} isOpen onClose={props.onClose} doing={doing} fields={['goals', 'se_stage', 'stage_on']} save={save}>
      <Field label={w.person.goals} hint={w.person.goalsHint} lines={4} value={texts.goals} onChange={set('goals')} error={doing.fieldError('goals')} />
      <div className="fields">
        <Select label={w.person.stage} value={texts.se_stage} onChange={set('se_stage')} error={doing.fieldError('se_stage')}
          {...(!seen.se_stage && { empty: '–' })} options={stages} />
        {texts.se_stage !== first.se_stage && (
          <Field label={w.enrol.stageOn} hint={w.enrol.emptyIsToday} type="date" value={texts.stage_on} onChange={set('stage_on')} error={doing.fieldError('stage_on')} />
        )}
      </div>
    </FormDialog>
  );
}
