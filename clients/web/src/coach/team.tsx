/** Who works with the person: joining, leaving, and who is the main coach. */
import { useState } from 'react';
import { useAct, useObserved } from '../door/useDoor';
import { Button, Check, Confirm, Empty, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { nameOf, useWords } from '../words/words';
import { usePartners } from './consents';
import { FormDialog, including, useSaving, useSeen, useTexts } from './forms';
import type { Person, Programme } from './person';
import { useSeesRestricted } from './profile';

type Member = Person['team'][number];

const COLLEAGUES: readonly string[] = ['coach', 'manager', 'office'];

interface Props {
  person: Person;
  programme: Programme | null;
  programmes: readonly Programme[];
}

export function Team({ person, programme, programmes }: Props): React.JSX.Element {
  const { w, f } = useWords();
  const { answer: me } = useObserved('me', {});
  const { act, error } = useAct();
  const partners = usePartners(programmes);
  const [isAdding, setAdding] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const partnerName = (key: string) => partners.find((one) => one.value === key)?.label ?? key;
  const roleName = (key: string) => nameOf(programmes.flatMap((one) => one.team_roles).find((one) => one.key === key), f.language) || key;
  const name = (one: Member) => one.staff_name ?? w.person.unknownWriter;
  const nowFirst = [...person.team].sort((one, other) => Number(one.until !== null) - Number(other.until !== null));
  return (
    <Section
      title={w.person.team}
      actions={
        <>
          <Button onPress={() => setChoosing(true)}>{w.team.setCoach}</Button>
          <Button icon="add" onPress={() => setAdding(true)}>{w.team.add}</Button>
        </>
      }
    >
      <Problem error={error} />
      {person.team.length === 0 && <Empty>{w.person.noTeam}</Empty>}
      <Rows>
        {nowFirst.map((one) => (
          <Row
            key={one.id}
            title={name(one)}
            detail={[roleName(one.role), one.partner && partnerName(one.partner), one.until ? w.person.until(f.day(one.until)) : w.person.access[one.access]].filter(Boolean).join(' · ')}
            side={
              <>
                <Unsent is={one.unsent} />
                {one.staff === person.primary_coach && !one.until && <Tag tone="good">{w.person.coach}</Tag>}
                {/* Who sees by a consent does so until it is withdrawn. */}
                {!one.until && one.access !== 'consent' && (
                  <Button tone="quiet" aria-label={`${w.team.leave}: ${name(one)}`} onPress={() => setLeaving(one)}>{w.team.leave}</Button>
                )}
              </>
            }
          />
        ))}
      </Rows>
      {isAdding && <AddForm person={person} programme={programme} onClose={() => setAdding(false)} />}
      {isChoosing && <CoachForm person={person} onClose={() => setChoosing(false)} />}
      <Confirm
        title={w.team.leaveTitle(leaving ? name(leaving) : '')}
        lead={leaving?.staff === me?.account ? w.team.leaveMyself : w.team.leaveLead}
        action={w.team.leave}
        tone="danger"
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && void act('team.leave', { membership: leaving.id })}
      />
    </Section>
  );
}

function AddForm(props: { person: Person; programme: Programme | null; onClose(): void }): React.JSX.Element {
  const { w, f } = useWords();
  const sees = useSeesRestricted(props.person);
  const { answer: known } = useObserved('staff.list', {});
  const team = new Set(props.person.team.filter((one) => !one.until).map((one) => one.staff));
  // A partner's people come in by a consent.
  const staff = (known?.staff ?? [])
    .filter((one) => one.status === 'active' && !team.has(one.id) && one.roles.some((role) => COLLEAGUES.includes(role)))
    .map((one) => ({ value: one.id, label: one.name }));
  const roles = props.programme?.team_roles.filter((one) => !one.partner) ?? [];
  const [texts, set] = useTexts({ staff: '', role: roles[0]?.key ?? '' }, true);
  const [isRestricted, setRestricted] = useState(false);
  const doing = useSaving('team.add');
  return (
    <FormDialog title={w.team.add} action={w.team.addNow} isOpen onClose={props.onClose} doing={doing} fields={['staff', 'role']}
      save={() => doing.save({ participant: props.person.id, staff: texts.staff, role: texts.role, restricted: isRestricted })}>
      <p className="soft">{w.team.addLead}</p>
      <Select label={w.consent.who} value={texts.staff} onChange={set('staff')} empty="–" isRequired error={doing.fieldError('staff')} options={staff} />
      <Select label={w.person.role} value={texts.role} onChange={set('role')} isRequired error={doing.fieldError('role')}
        options={roles.map((one) => ({ value: one.key, label: nameOf(one, f.language) }))} />
      {sees && <Check label={w.person.restrictedToo} isOn={isRestricted} onChange={setRestricted} />}
      {sees && <p className="soft small">{w.team.restrictedMeans}</p>}
    </FormDialog>
  );
}

function CoachForm(props: { person: Person; onClose(): void }): React.JSX.Element {
  const { w } = useWords();
  const seen = useSeen(props.person);
  const now = seen.team.filter((one) => !one.until && one.access !== 'consent');
  const members = [...new Map(now.map((one) => [one.staff, one.staff_name ?? w.person.unknownWriter]))].map(([value, label]) => ({ value, label }));
  const options = including(members, seen.primary_coach, seen.primary_coach_name);
  const [texts, set] = useTexts({ staff: seen.primary_coach ?? '' }, true);
  const doing = useSaving('participant.set_coach');
  return (
    <FormDialog title={w.team.setCoach} isOpen onClose={props.onClose} doing={doing} fields={['staff']}
      save={() =>
        doing.change({ participant: seen.id, version: seen.version }, texts.staff === seen.primary_coach ? {} : { staff: texts.staff })
      }>
      <Select label={w.person.coach} value={texts.staff} onChange={set('staff')} empty="–" isRequired error={doing.fieldError('staff')} options={options} />
    </FormDialog>
  );
}
