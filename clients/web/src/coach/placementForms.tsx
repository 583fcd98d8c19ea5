/** Changing a placement, and ending it on a day. */
import type { Input } from '../door/door';
import { Choice, Field } from '../parts/parts';
import { useWords } from '../words/words';
import { changes, FormDialog, given, linesOf, useSaving, useSeen, useTexts } from './forms';
import type { Person } from './person';

interface Props {
  placement: Person['placements'][number];
  onClose(): void;
}

export function ChangePlacementForm(props: Props): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.placement);
  const first = {
    kind: seen.kind as string,
    start: seen.start,
    supervisor: seen.supervisor ?? '',
    tasks: seen.tasks.join('\n'),
    subsidy: seen.subsidy ?? '',
  };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('placement.change');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  const save = () => {
    const { tasks, ...changed } = changes(first, texts, ['start']);
    return doing.change({ placement: seen.id, version: seen.version }, {
      ...(changed as Partial<Input<'placement.change'>>),
      ...(tasks !== undefined && { tasks: linesOf(texts.tasks) }),
    });
  };
  return (
    <FormDialog title={w.placement.change} isOpen onClose={props.onClose} doing={doing} fields={Object.keys(first)} save={save}>
      <Choice label={w.person.kind} {...field('kind')}
        options={(['praktik', 'job', 'studies'] as const).map((value) => ({ value, label: w.person.placementKinds[value] }))} />
      <div className="fields">
        <Field label={w.person.placementStart} type="date" {...field('start')} isRequired />
        <Field label={w.person.supervisor} {...field('supervisor')} />
      </div>
      <Field label={w.person.placementTasks} hint={w.person.placementTasksHint} lines={3} {...field('tasks')} />
      <Field label={w.person.subsidy} {...field('subsidy')} />
    </FormDialog>
  );
}

export function EndPlacementForm(props: Props): React.JSX.Element {
  const { w } = useWords();
  const [texts, set] = useTexts({ ended: '' }, true);
  const doing = useSaving('placement.end');
  return (
    <FormDialog title={w.person.endPlacement} action={w.person.endPlacement} isOpen onClose={props.onClose} doing={doing} fields={['ended']}
      save={() => doing.save({ placement: props.placement.id, ended: given(texts.ended) })}>
      <p>{w.placement.endLead}</p>
      <Field label={w.placement.ended} hint={w.enrol.emptyIsToday} type="date" value={texts.ended} onChange={set('ended')} error={doing.fieldError('ended')} />
    </FormDialog>
  );
}
