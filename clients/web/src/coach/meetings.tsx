/** Meetings: booked, moved, and what became of them. */
import { useState } from 'react';
import { useAct } from '../door/useDoor';
import { Button, Empty, Field, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { changes, dayAndTimeOf, FormDialog, including, instantOf, MeetingForm, useSaving, useSeen, useStaffOptions, useTexts } from './forms';
import type { Person } from './person';
import { useUndo } from './undo';

type Meeting = Person['appointments'][number];
type Status = Meeting['status'];

/** The way back from what was said of a meeting, as far as there is one: what was held stays so. */
const BACK: Partial<Record<Status, 'booked' | 'held'>> = { cancelled: 'booked', missed: 'held' };

const SHOWN_FIRST = 6;

export function Meetings({ person }: { person: Person }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const undo = useUndo();
  const [isBooking, setBooking] = useState(false);
  const [changing, setChanging] = useState<Meeting | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const newestFirst = [...person.appointments].sort((one, other) => other.at.localeCompare(one.at));
  const close = async (meeting: Meeting, status: Status) => {
    const saved = await act('appointment.close', { appointment: meeting.id, status });
    if (!saved || status !== 'cancelled') return;
    const what = `${f.moment(meeting.at)}: ${w.person.meetingStatuses[status]}`;
    undo.offer(what, () => void act('appointment.close', { appointment: meeting.id, status: 'booked' }));
  };
  return (
    <Section
      title={w.person.meetings}
      actions={<Button tone="quiet" icon="add" aria-label={w.person.book} onPress={() => setBooking(true)}>{w.add}</Button>}
    >
      <Problem error={error} />
      {undo.note}
      {newestFirst.length === 0 && <Empty>{w.person.noMeetings}</Empty>}
      <Rows>
        {newestFirst.slice(0, showsAll ? undefined : SHOWN_FIRST).map((one) => (
          <MeetingRow key={one.id} meeting={one} onClosed={(status) => void close(one, status)} onChange={() => setChanging(one)} />
        ))}
      </Rows>
      {!showsAll && newestFirst.length > SHOWN_FIRST && (
        <Button tone="quiet" onPress={() => setShowsAll(true)}>{w.more}</Button>
      )}
      <MeetingForm participant={person.id} isOpen={isBooking} onClose={() => setBooking(false)} />
      {changing && <ChangeMeetingForm key={changing.id} person={person} meeting={changing} onClose={() => setChanging(null)} />}
    </Section>
  );
}

function MeetingRow(props: { meeting: Meeting; onClosed(status: Status): void; onChange(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { meeting } = props;
  const when = f.moment(meeting.at);
  const isBooked = meeting.status === 'booked';
  const back = BACK[meeting.status];
  const isPast = Date.parse(meeting.at) <= Date.now();
  return (
    <Row
      title={when}
      detail={[meeting.place, meeting.purpose, meeting.minutes && f.duration(meeting.minutes), meeting.with_staff_name].filter(Boolean).join(' · ')}
      side={
        <>
          <Unsent is={meeting.unsent} />
          {!isBooked && <Tag tone={meeting.status === 'held' ? 'good' : 'calm'}>{w.person.meetingStatuses[meeting.status]}</Tag>}
          {back && (
            <Button tone="quiet" aria-label={`${w.tasks.instead[back]}: ${when}`} onPress={() => props.onClosed(back)}>{w.tasks.instead[back]}</Button>
          )}
          {isBooked && <Button tone="quiet" icon="pen" aria-label={w.changeOf(when)} onPress={props.onChange} />}
          {isBooked && !isPast && (
            <Button aria-label={`${w.today.cancelled}: ${when}`} onPress={() => props.onClosed('cancelled')}>{w.today.cancelled}</Button>
          )}
        </>
      }
    >
      {isBooked && isPast && (
        <div className="actions" role="group" aria-label={`${w.today.past} ${when}`}>
          <span className="soft">{w.today.past}</span>
          {(['held', 'missed', 'cancelled'] as const).map((status) => (
            <Button key={status} onPress={() => props.onClosed(status)}>{w.today[status]}</Button>
          ))}
        </div>
      )}
    </Row>
  );
}

function ChangeMeetingForm(props: { person: Person; meeting: Meeting; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.meeting);
  const staff = useStaffOptions(props.person);
  const first = {
    ...dayAndTimeOf(seen.at),
    minutes: seen.minutes === null ? '' : String(seen.minutes),
    place: seen.place ?? '',
    purpose: seen.purpose ?? '',
    with_staff: seen.with_staff ?? '',
  };
  const [texts, set] = useTexts(first, true);
  const doing = useSaving('appointment.change');
  const field = (name: keyof typeof first) => ({ value: texts[name], onChange: set(name), error: doing.fieldError(name) });
  const save = () => {
    const { day, time, minutes, ...changed } = changes(first, texts);
    return doing.change({ appointment: seen.id, version: seen.version }, {
      ...changed,
      ...((day !== undefined || time !== undefined) && { at: instantOf(texts.day, texts.time) }),
      ...(minutes !== undefined && { minutes: minutes === null ? null : Number(minutes) }),
    });
  };
  return (
    <FormDialog title={w.tasks.changeMeeting} isOpen onClose={props.onClose} doing={doing} fields={['at', 'minutes', 'place', 'purpose', 'with_staff']} save={save}>
      <div className="fields">
        <Field label={w.person.meetingDay} type="date" {...field('day')} error={doing.fieldError('at')} isRequired />
        <Field label={w.person.meetingTime} type="time" {...field('time')} isRequired />
        <Field label={w.person.minutes} type="number" inputMode="numeric" {...field('minutes')} />
      </div>
      <Field label={w.person.place} {...field('place')} />
      <Field label={w.person.purpose} {...field('purpose')} />
      <Select label={w.tasks.with} {...field('with_staff')} {...(!seen.with_staff && { empty: '–' })}
        options={including(staff, seen.with_staff, seen.with_staff_name)} />
    </FormDialog>
  );
}
