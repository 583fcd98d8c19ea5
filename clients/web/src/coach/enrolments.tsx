/** Where in a programme the person is: stage, stream, the clock, and what changes them. */
import { useState } from 'react';
import { useObserved } from '../door/useDoor';
import { Button, Empty, Facts, Section, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { ChangeEnrolmentForm, ExtendForm, FinishForm, MoveForm, type Enrolment } from './enrolmentForms';
import type { Person, Programme } from './person';
import { useViews, type Reason } from './view';

interface Props {
  person: Person;
  reason: Reason;
  programmes: readonly Programme[];
}

type Doing = { what: 'change' | 'finish' | 'move' | 'extend'; enrolment: Enrolment };

export function Enrolments({ person, reason, programmes }: Props): React.JSX.Element {
  const { w } = useWords();
  const { go } = useViews();
  const { answer: me } = useObserved('me', {});
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  const sorted = [...person.enrolments].sort((one, other) => Number(other.status === 'active') - Number(one.status === 'active'));
  const programmeOf = (one: Enrolment) => programmes.find((each) => each.id === one.programme) ?? null;
  const about = doing && { enrolment: doing.enrolment, programme: programmeOf(doing.enrolment), onClose: close };
  return (
    <Section
      title={w.person.enrolment}
      actions={<Button tone="quiet" icon="add" aria-label={w.intake.again} onPress={() => go({ at: 'enrol', participant: person.id, reason })}>{w.add}</Button>}
    >
      {sorted.length === 0 && <Empty>{w.person.noEnrolment}</Empty>}
      {sorted.map((one) => {
        const programme = programmeOf(one);
        const mayExtend = programme?.limit && me?.roles.includes(programme.limit.extension_by);
        const begin = (what: Doing['what']) => () => setDoing({ what, enrolment: one });
        return (
          <div key={one.id} className="stack enrolment">
            {one.status === 'active' && <LimitClock enrolment={one} />}
            <EnrolmentFacts person={person} enrolment={one} programme={programme} />
            <Unsent is={one.unsent} />
            {one.status === 'active' && programme && (
              <div className="actions">
                <Button icon="pen" aria-label={w.enrol.change} onPress={begin('change')}>{w.change}</Button>
                {mayExtend && <Button tone="quiet" onPress={begin('extend')}>{w.enrol.extend}</Button>}
                <Button tone="quiet" onPress={begin('move')}>{w.enrol.move}</Button>
                <Button tone="quiet" onPress={begin('finish')}>{w.enrol.finish}</Button>
              </div>
            )}
            {one.status === 'active' && programme?.limit && me && !mayExtend && (
              <p className="soft small">{w.enrol.extendedBy(w.staffRoles[programme.limit.extension_by] ?? programme.limit.extension_by)}</p>
            )}
          </div>
        );
      })}
      {about && doing.what === 'change' && <ChangeEnrolmentForm {...about} />}
      {about && doing.what === 'extend' && <ExtendForm {...about} />}
      {about && doing.what === 'finish' && <FinishForm {...about} />}
      {about && doing.what === 'move' && <MoveForm {...about} programmes={programmes} />}
    </Section>
  );
}

function EnrolmentFacts(props: { person: Person; enrolment: Enrolment; programme: Programme | null }): React.JSX.Element {
  const { w, f } = useWords();
  const { person, enrolment, programme } = props;
  const stream = programme?.streams.find((each) => each.key === enrolment.stream);
  const reason = stream?.reasons.find((each) => each.key === enrolment.stream_reason);
  const stage = programme?.stages.find((each) => each.key === enrolment.stage);
  const entered = person.stage_entries.filter((one) => one.enrolment === enrolment.id && one.stage === enrolment.stage).at(-1);
  const extension = person.extensions.filter((one) => one.enrolment === enrolment.id).at(-1);
  return (
    <Facts
      of={[
        [enrolment.programme_title ?? w.person.enrolment, enrolment.ended ? w.person.ended(f.day(enrolment.ended)) : w.person.started(f.day(enrolment.start))],
        [w.person.stage, enrolment.stage && [nameOf(stage, f.language) || enrolment.stage, entered && w.enrol.since(f.day(entered.entered_on))].filter(Boolean).join(', ')],
        [w.person.stream, enrolment.stream && (nameOf(stream, f.language) || enrolment.stream)],
        [w.person.reason, enrolment.stream_reason && (nameOf(reason, f.language) || enrolment.stream_reason)],
        [w.person.support, enrolment.support && [enrolment.support, enrolment.support_follow_up && w.person.supportFollowUp(f.day(enrolment.support_follow_up))].filter(Boolean).join(', ')],
        [w.person.answer, enrolment.answer],
        [w.person.referral, enrolment.referral],
        [w.enrol.extended, extension && w.enrol.extendedWhy(f.day(extension.until), extension.reason, extension.decided_by_name ?? w.person.unknownWriter)],
      ]}
    />
  );
}

/** How much of the time has gone, drawn from the days that the core tells. */
function LimitClock({ enrolment }: { enrolment: Enrolment }): React.JSX.Element {
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
