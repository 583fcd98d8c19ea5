/** What the coach needs today, as the query tells it. */
import type { Answer } from '../door/door';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Empty, Page, Problem, Row, Rows, Section, Tag } from '../parts/parts';
import { useWords } from '../words/words';
import { useViews } from './view';

type TodayAnswer = Answer<'today'>;

export function Today(): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: today, error } = useObserved('today', {});
  return (
    <Page title={w.today.title} lead={today && f.weekday(today.date)}>
      <Problem error={error} />
      {today && <Lists today={today} />}
    </Page>
  );
}

function Lists({ today }: { today: TodayAnswer }): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  const { act, error } = useAct();
  const open = (participant: string) => go({ at: 'person', participant, reason: 'own_case', tab: 'overview' });
  const { refused, conflicts, late, deletions_undone: undone } = today.waiting;
  const lists = [today.visits, today.tasks, today.handovers, today.limits, today.follow_ups, today.employers];
  return (
    <>
      <Problem error={error} />
      {refused + conflicts + late + undone > 0 && (
        <Section title={w.today.waiting} tone="needs" actions={<Button onPress={() => go({ at: 'sync' })}>{w.today.open}</Button>}>
          <p>{w.today.waitingText(refused, conflicts, late, undone)}</p>
        </Section>
      )}
      {today.handovers.length > 0 && (
        <Section title={w.today.handovers} tone="needs">
          <Rows>
            {today.handovers.map((one) => (
              <Row
                key={one.id}
                title={one.name}
                detail={[one.to_me ? w.today.offeredToMe : w.today.offeredByMe, one.message].filter(Boolean).join(' · ')}
                side={<Tag tone={one.overdue ? 'bad' : 'calm'}>{one.overdue ? w.today.overdue : w.today.answerBy(f.day(one.answer_by))}</Tag>}
                onOpen={() => go({ at: 'person', participant: one.participant, reason: 'own_case', tab: 'team' })}
              />
            ))}
          </Rows>
        </Section>
      )}
      <Section title={w.today.visits}>
        {today.visits.length === 0 && <Empty>{w.today.noVisits}</Empty>}
        <Rows>
          {today.visits.map((visit) => (
            <Row
              key={visit.id}
              lead={visit.past ? f.moment(visit.at) : f.time(visit.at)}
              title={visit.name}
              detail={[visit.place, visit.purpose, visit.minutes && f.duration(visit.minutes)].filter(Boolean).join(' · ')}
              onOpen={() => open(visit.participant)}
            >
              {visit.past && (
                <div className="actions" role="group" aria-label={`${w.today.past} ${visit.name}`}>
                  <span className="soft">{w.today.past}</span>
                  {(['held', 'missed', 'cancelled'] as const).map((status) => (
                    <Button key={status} onPress={() => void act('appointment.close', { appointment: visit.id, status })}>
                      {w.today[status]}
                    </Button>
                  ))}
                </div>
              )}
            </Row>
          ))}
        </Rows>
      </Section>
      <Section title={w.today.tasks}>
        {today.tasks.length === 0 && <Empty>{w.today.noTasks}</Empty>}
        <Rows>
          {today.tasks.map((task) => (
            <Row
              key={task.id}
              title={task.title}
              detail={`${task.name} · ${w.today.due(f.day(task.due))}`}
              side={
                <>
                  {task.overdue && <Tag tone="bad">{w.today.overdue}</Tag>}
                  <Button icon="check" aria-label={w.today.markDone(task.title)} onPress={() => void act('task.done', { task: task.id })}>
                    {w.today.done}
                  </Button>
                </>
              }
              onOpen={() => open(task.participant)}
            />
          ))}
        </Rows>
      </Section>
      {today.limits.length > 0 && (
        <Section title={w.today.limits}>
          <Rows>
            {today.limits.map((limit) => (
              <Row
                key={limit.enrolment}
                title={limit.name}
                detail={f.day(limit.limit)}
                side={
                  <Tag tone={limit.past_limit ? 'bad' : 'warn'}>
                    {limit.past_limit ? w.today.pastLimit(Math.abs(limit.days_left)) : w.today.daysLeft(limit.days_left)}
                  </Tag>
                }
                onOpen={() => open(limit.participant)}
              />
            ))}
          </Rows>
        </Section>
      )}
      {today.follow_ups.length > 0 && (
        <Section title={w.today.followUps}>
          <Rows>
            {today.follow_ups.map((one) => (
              <Row key={one.enrolment} title={one.name} detail={one.support} side={<Tag>{f.day(one.follow_up)}</Tag>} onOpen={() => open(one.participant)} />
            ))}
          </Rows>
        </Section>
      )}
      {today.employers.length > 0 && (
        <Section title={w.today.employers}>
          <Rows>
            {today.employers.map((one) => (
              <Row
                key={one.id}
                title={one.name}
                detail={one.promised && w.today.promised(one.promised)}
                side={<Tag>{f.day(one.next_contact)}</Tag>}
                onOpen={() => go({ at: 'employer', employer: one.id })}
              />
            ))}
          </Rows>
        </Section>
      )}
      {lists.every((list) => list.length === 0) && <Empty>{w.today.calm}</Empty>}
    </>
  );
}
