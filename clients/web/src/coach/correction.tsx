/** A check-in never changes: what was wrong in it is said by a new one that stands for it. */
import { useState } from 'react';
import type { Input } from '../door/door';
import { Check, Facts, Field, Select } from '../parts/parts';
import { useWords } from '../words/words';
import { dayAndTimeOf, FormDialog, given, instantOf, useSaving, useSeen, useTexts } from './forms';
import type { Person } from './person';

type CheckIn = Person['checkins'][number];
type Activity = Input<'checkin.record'>['activity'];

const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));
const textOf = (number: number | null) => (number === null ? '' : String(number));

export function CorrectionForm(props: { person: Person; checkin: CheckIn; onClose(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const seen = useSeen(props.checkin);
  const first = {
    ...dayAndTimeOf(seen.at),
    planned: textOf(seen.planned_minutes),
    attended: textOf(seen.attended_minutes),
    place: seen.place ?? '',
    activity: seen.activity ?? '',
    supervisor: seen.supervisor ?? '',
    comment: '',
  };
  const [texts, set] = useTexts(first, true);
  const [inCommunity, setInCommunity] = useState(seen.in_community ?? false);
  const doing = useSaving('checkin.record');
  const isSameTime = texts.day === first.day && texts.time === first.time;
  // When somebody passed is the kiosk's to say: what can be corrected is how long they were there.
  const isOfKiosk = seen.moment !== null;
  const save = () =>
    doing.save({
      participant: props.person.id,
      corrects: seen.id,
      at: isSameTime ? seen.at : instantOf(texts.day, texts.time),
      planned_minutes: numberOf(texts.planned),
      attended_minutes: numberOf(texts.attended),
      place: given(texts.place),
      activity: (texts.activity || null) as Activity,
      in_community: seen.in_community === null && !inCommunity ? null : inCommunity,
      mood: seen.mood,
      supervisor: given(texts.supervisor),
      comment: given(texts.comment),
    });
  return (
    <FormDialog title={w.correction.title} action={w.correction.save} isOpen onClose={props.onClose} doing={doing} save={save}
      fields={['at', 'planned_minutes', 'attended_minutes', 'place', 'activity', 'supervisor', 'comment']}>
      <p className="soft">{w.correction.lead}</p>
      {isOfKiosk && <p className="soft">{w.correction.ofKiosk}</p>}
      <Facts
        of={[
          [w.correction.was, f.moment(seen.at)],
          [w.checkin.attended, seen.attended_minutes !== null && f.duration(seen.attended_minutes)],
          [w.checkin.comment, seen.comment],
        ]}
      />
      <div className="fields">
        <Field label={w.correction.attended} type="number" inputMode="numeric" value={texts.attended} onChange={set('attended')} error={doing.fieldError('attended_minutes')} />
        <Field label={w.checkin.planned} type="number" inputMode="numeric" value={texts.planned} onChange={set('planned')} error={doing.fieldError('planned_minutes')} />
        {!isOfKiosk && (
          <>
            <Field label={w.person.meetingDay} type="date" value={texts.day} onChange={set('day')} error={doing.fieldError('at')} isRequired />
            <Field label={w.person.meetingTime} type="time" value={texts.time} onChange={set('time')} isRequired />
          </>
        )}
        <Field label={w.person.place} value={texts.place} onChange={set('place')} error={doing.fieldError('place')} />
        <Select label={w.checkin.activity} value={texts.activity} onChange={set('activity')} empty="–" error={doing.fieldError('activity')}
          options={Object.entries(w.checkin.activities).map(([value, label]) => ({ value, label }))} />
        <Field label={w.person.supervisor} value={texts.supervisor} onChange={set('supervisor')} error={doing.fieldError('supervisor')} />
      </div>
      <Check label={w.checkin.inCommunity} isOn={inCommunity} onChange={setInCommunity} />
      <Field label={w.correction.why} lines={2} value={texts.comment} onChange={set('comment')} error={doing.fieldError('comment')} />
    </FormDialog>
  );
}
