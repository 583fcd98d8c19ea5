/** The first of a person's pages: who, where in the programme, what is next. */
import { useState } from 'react';
import { useAct } from '../door/useDoor';
import { Button, Empty, Facts, Problem, Row, Rows, Section, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { ContactForm, MeetingForm, TaskForm } from './forms';
import type { Person, Programme } from './person';
import { useViews } from './view';

interface Props {
  person: Person;
  programme: Programme | null;
}

type Adding = 'contact' | 'task' | 'meeting' | null;

export function Overview({ person, programme }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  const [adding, setAdding] = useState<Adding>(null);
  const close = () => setAdding(null);
  return (
    <>
      {person.conflicts.length > 0 && (
        <Section
          title={w.person.conflicts}
          tone="needs"
          actions={<Button onPress={() => go({ at: 'sync' })}>{w.today.open}</Button>}
        >
          <p>{f.list(person.conflicts.map((one) => w.inbox.fields[one.name] ?? one.name))}</p>
        </Section>
      )}
      <div className="columns">
        <div className="stack">
          <EnrolmentSection person={person} programme={programme} />
          <Section title={w.person.contacts} actions={<Button tone="quiet" icon="add" aria-label={w.person.addContact} onPress={() => setAdding('contact')}>{w.add}</Button>}>
            {person.contacts.length === 0 && <Empty>{w.person.noContacts}</Empty>}
            <Rows>
              {person.contacts.map((one) => (
                <Row key={one.id} title={one.value} detail={[w.person.contactKinds[one.kind], one.label].filter(Boolean).join(' · ')} side={<Unsent is={one.unsent} />} />
              ))}
            </Rows>
            <Facts
              of={[
                ...person.identities.map((one) => [
                  one.number_type === 'personnummer' ? w.person.identity : w.person.coordination,
                  one.formatted ?? one.number,
                ] as const),
                [w.person.district, person.district],
                [w.person.languages, f.list(person.languages.map(f.languageName))],
                [w.person.interpreter, person.interpreter && f.languageName(person.interpreter)],
                [w.person.coach, person.primary_coach_name],
              ]}
            />
          </Section>
        </div>
        <div className="stack">
          <TasksSection person={person} onAdd={() => setAdding('task')} />
          <MeetingsSection person={person} onAdd={() => setAdding('meeting')} />
        </div>
      </div>
      <ContactForm participant={person.id} isOpen={adding === 'contact'} onClose={close} />
      <TaskForm person={person} isOpen={adding === 'task'} onClose={close} />
      <MeetingForm participant={person.id} isOpen={adding === 'meeting'} onClose={close} />
    </>
  );
}

function EnrolmentSection({ person, programme }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const sorted = [...person.enrolments].sort((one, other) => Number(other.status === 'active') - Number(one.status === 'active'));
  return (
    <Section title={w.person.enrolment}>
      {sorted.length === 0 && <Empty>{w.person.noEnrolment}</Empty>}
      {sorted.map((one) => {
        const stream = programme?.streams.find((each) => each.key === one.stream);
        const reason = stream?.reasons.find((each) => each.key === one.stream_reason);
        const stage = programme?.stages.find((each) => each.key === one.stage);
        return (
          <div key={one.id} className="stack">
            {one.status === 'active' && <LimitClock enrolment={one} />}
            <Facts
              of={[
                [one.programme_title ?? w.person.enrolment, one.ended ? w.person.ended(f.day(one.ended)) : w.person.started(f.day(one.start))],
                [w.person.stage, one.stage && (nameOf(stage, f.language) || one.stage)],
                [w.person.stream, one.stream && (nameOf(stream, f.language) || one.stream)],
                [w.person.reason, one.stream_reason && (nameOf(reason, f.language) || one.stream_reason)],
                [w.person.support, one.support && [one.support, one.support_follow_up && w.person.supportFollowUp(f.day(one.support_follow_up))].filter(Boolean).join(', ')],
                [w.person.answer, one.answer],
                [w.person.referral, one.referral],
              ]}
            />
            <Unsent is={one.unsent} />
          </div>
        );
      })}
    </Section>
  );
}

/** How much of the time has gone, drawn from the days that the core tells. */
function LimitClock({ enrolment }: { enrolment: Person['enrolments'][number] }): React.JSX.Element {
  const { w, f } = useWords();
  const { limit, days_left: daysLeft, start } = enrolment;
  if (!limit || daysLeft === null) return <p className="soft">{w.person.noLimit}</p>;
  const day_ms = 86_400_000;
  const whole = Math.max(1, Math.round((Date.parse(limit) - Date.parse(start)) / day_ms));
  const gone = Math.min(100, Math.max(2, 100 - (Math.max(0, daysLeft) / whole) * 100));
  const tone = enrolment.past_limit ? 'bad' : enrolment.warning_days !== null ? 'warn' : '';
  return (
    <div className={`clock ${tone}`}>
      <div className="clock-words">
        <strong>{enrolment.past_limit ? w.today.pastLimit(Math.abs(daysLeft)) : w.today.daysLeft(daysLeft)}</strong>
        <span className="soft">{w.person.limitUntil(f.day(limit))}</span>
      </div>
      <div className="clock-track" aria-hidden="true">
        <div className="clock-run" style={{ width: `${gone}%` }} />
      </div>
    </div>
  );
}

function TasksSection({ person, onAdd }: { person: Person; onAdd(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const [showsDone, setShowsDone] = useState(false);
  const open = person.tasks.filter((one) => one.status === 'open').sort((one, other) => (one.due ?? '9').localeCompare(other.due ?? '9'));
  const closed = person.tasks.filter((one) => one.status !== 'open').reverse();
  return (
    <Section title={w.person.tasks} actions={<Button tone="quiet" icon="add" aria-label={w.person.addTask} onPress={onAdd}>{w.add}</Button>}>
      <Problem error={error} />
      {open.length === 0 && <Empty>{w.person.noTasks}</Empty>}
      <Rows>
        {open.map((task) => (
          <Row
            key={task.id}
            title={task.title}
            detail={[task.due && w.today.due(f.day(task.due)), task.assignee_name].filter(Boolean).join(' · ')}
            side={
              <>
                <Unsent is={task.unsent} />
                <Button icon="check" aria-label={w.today.markDone(task.title)} onPress={() => void act('task.done', { task: task.id })}>
                  {w.today.done}
                </Button>
              </>
            }
          />
        ))}
      </Rows>
      {closed.length > 0 && (
        <Button tone="quiet" aria-expanded={showsDone} onPress={() => setShowsDone(!showsDone)}>
          {w.person.doneTasks(closed.length)}
        </Button>
      )}
      {showsDone && (
        <Rows>
          {closed.map((task) => (
            <Row
              key={task.id}
              title={task.title}
              detail={[w.person.statuses[task.status], task.due && f.day(task.due)].filter(Boolean).join(' · ')}
              side={
                <>
                  <Unsent is={task.unsent} />
                  <Button aria-label={`${w.person.reopen}: ${task.title}`} onPress={() => void act('task.reopen', { task: task.id })}>
                    {w.person.reopen}
                  </Button>
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function MeetingsSection({ person, onAdd }: { person: Person; onAdd(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const { act, error } = useAct();
  const newestFirst = [...person.appointments].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <Section title={w.person.meetings} actions={<Button tone="quiet" icon="add" aria-label={w.person.book} onPress={onAdd}>{w.add}</Button>}>
      <Problem error={error} />
      {newestFirst.length === 0 && <Empty>{w.person.noMeetings}</Empty>}
      <Rows>
        {newestFirst.slice(0, 6).map((one) => (
          <Row
            key={one.id}
            title={f.moment(one.at)}
            detail={[one.place, one.purpose, one.minutes && f.duration(one.minutes), one.with_staff_name].filter(Boolean).join(' · ')}
            side={
              <>
                <Unsent is={one.unsent} />
                {one.status === 'booked' ? (
                  <Button aria-label={`${w.today.cancelled}: ${f.moment(one.at)}`} onPress={() => void act('appointment.close', { appointment: one.id, status: 'cancelled' })}>
                    {w.today.cancelled}
                  </Button>
                ) : (
                  <Tag tone={one.status === 'held' ? 'good' : 'calm'}>{w.person.meetingStatuses[one.status]}</Tag>
                )}
              </>
            }
          />
        ))}
      </Rows>
    </Section>
  );
}
