/** Moves cases from one coach to another, when a team grows or somebody leaves. */
import { useDeferredValue, useState } from 'react';
import type { Answer, Door } from '../door/door';
import type { Me } from '../door/officeDoor';
import { useAct, useDoor, useObserved } from '../door/useDoor';
import { Button, Check, Confirm, Empty, Field, Form, Page, Problem, Section, Select, useFieldError } from '../parts/parts';
import { useAsked } from './ask';
import { answersFor } from './rights';
import { useOffice } from './said';
import { useOfficeViews } from './view';

/** As many as one command takes. */
const moved_max = 100;
const PAGE = 100;
/** As many as one answer holds. */
const page_max = 500;
/** So many answers are asked for at once, at most: then somebody has to search by name. */
const pages_max = 10;

type Line = Answer<'participants.list'>['participants'][number];

interface Looked {
  found: readonly Line[];
  /** How many were looked at, of how many. */
  looked: number;
  total: number;
}

/** Looks through the people whom the account sees, page by page, until so many are found as are wanted. */
async function look(door: Door, search: string, isWanted: (one: Line) => boolean, wanted: number): Promise<Looked> {
  const found: Line[] = [];
  let looked = 0;
  for (let page = 1; ; page++) {
    const { participants, total } = await door.call('participants.list', { search, limit: page_max, offset: looked });
    looked += participants.length;
    found.push(...participants.filter(isWanted));
    if (looked >= total || participants.length === 0 || found.length >= wanted || page === pages_max) return { found, looked, total };
  }
}

export function CaseloadPage({ me, from: first }: { me: Me; from: string }): React.JSX.Element {
  const { o, f } = useOffice();
  const { back } = useOfficeViews();
  const { answer: all, error: staffError } = useObserved('staff.list', {});
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState<{ moved: number; asked: number; to: string; from: string } | null>(null);
  const { act, error, isBusy } = useAct();
  const fieldError = useFieldError(error);
  const seen = (all?.staff ?? []).filter((one) => answersFor(me, one)).sort((one, other) => one.name.localeCompare(other.name, 'sv'));
  // Who has left may have cases still; nobody gives them new ones.
  const givers = seen.filter((one) => one.roles.some((role) => role === 'coach' || role === 'manager'));
  const takers = givers.filter((one) => one.status === 'active' && one.id !== from);
  const nameOf = (id: string) => seen.find((one) => one.id === id)?.name ?? '';
  const giver = seen.find((one) => one.id === from);
  const move = async () => {
    const answer = await act('caseload.move', { participants: [...chosen], from_staff: from, to_staff: to });
    if (!answer) return;
    setDone({ moved: answer.moved, asked: chosen.length, to: nameOf(to), from: nameOf(from) });
    setChosen([]);
  };
  const options = (people: typeof seen) => people.map((one) => ({ value: one.id, label: one.status === 'left' ? `${one.name} (${o.staff.closed.toLowerCase()})` : one.name }));
  const isReady = from !== '' && to !== '' && to !== from && chosen.length > 0 && chosen.length <= moved_max;
  return (
    <Page title={o.caseload.title} lead={o.caseload.lead} onBack={back}>
      <Problem error={staffError} />
      {done && (
        <p className="note" role="status">
          {o.caseload.moved(f.number(done.moved), done.to)}
          {done.asked > done.moved && ` ${o.caseload.notTheirs(f.number(done.asked - done.moved), done.from)}`}
        </p>
      )}
      <Form label={o.caseload.title} onSubmit={() => isReady && setAsking(true)}>
        <div className="fields">
          <Select label={o.caseload.from} value={from} empty={o.caseload.choose} options={options(givers)} error={fieldError('from_staff')} isRequired
            onChange={(value) => {
              setFrom(value);
              setChosen([]);
              setDone(null);
            }} />
          <Select label={o.caseload.to} value={to} onChange={setTo} empty={o.caseload.choose} options={options(takers)} error={fieldError('to_staff')} isRequired />
        </div>
        {giver && (
          <Cases
            key={giver.id}
            coach={giver.name}
            units={giver.memberships.flatMap((one) => one.name ?? [])}
            chosen={chosen}
            onChosen={(ids) => {
              setChosen(ids);
              setDone(null);
            }}
          />
        )}
        <Problem error={error} shown={['from_staff', 'to_staff']} />
        {chosen.length > moved_max && <p className="problem" role="alert">{o.caseload.tooMany}</p>}
        <div className="actions">
          <Button tone="main" type="submit" isDisabled={!isReady || isBusy}>{o.caseload.move(f.number(chosen.length))}</Button>
        </div>
      </Form>
      <Confirm
        title={o.caseload.moveTitle(f.number(chosen.length))}
        lead={o.caseload.moveLead(nameOf(from), nameOf(to))}
        action={o.caseload.move(f.number(chosen.length))}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void move()}
      />
    </Page>
  );
}

/** Running cases at the units where the coach works. */
function Cases(props: { coach: string; units: readonly string[]; chosen: readonly string[]; onChosen(ids: readonly string[]): void }): React.JSX.Element {
  const { o, f } = useOffice();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState(PAGE);
  const door = useDoor();
  const search = useDeferredValue(typed.trim());
  const { units, chosen } = props;
  const isOfUnits = (one: Line) => one.stage === 'active' && (units.length === 0 || (one.unit !== null && units.includes(one.unit)));
  const { answer, error } = useAsked(`${wanted} ${search}`, () => look(door, search, isOfUnits, wanted));
  const lines = answer?.found ?? [];
  const change = (id: string, isOn: boolean) => props.onChosen(isOn ? [...chosen, id] : chosen.filter((one) => one !== id));
  const shown = lines.map((one) => one.id);
  return (
    <Section title={o.caseload.people} note={<span role="status">{o.caseload.chosen(f.number(chosen.length))}</span>}>
      <p className="soft">{o.caseload.peopleLead(props.coach, f.list([...units].sort()))}</p>
      <Field label={o.caseload.search} type="search" value={typed} onChange={setTyped} />
      <Problem error={error} />
      {!answer && !error && <p className="soft" role="status">{o.waiting}</p>}
      {answer && lines.length === 0 && <Empty>{o.caseload.nobody}</Empty>}
      {lines.length > 0 && (
        <div className="actions">
          <Button onPress={() => props.onChosen([...new Set([...chosen, ...shown])])}>{o.caseload.chooseShown}</Button>
          <Button tone="quiet" isDisabled={chosen.length === 0} onPress={() => props.onChosen([])}>{o.caseload.clear}</Button>
        </div>
      )}
      <ul className="checks-options" role="list" aria-label={o.caseload.people}>
        {lines.map((one) => (
          <li key={one.id}>
            <Check label={[one.name, one.unit].filter(Boolean).join(' · ')} isOn={chosen.includes(one.id)} onChange={(isOn) => change(one.id, isOn)} />
          </li>
        ))}
      </ul>
      {answer && answer.looked < answer.total && (
        <>
          <p className="note" role="status">{o.caseload.notAll(f.number(answer.looked), f.number(answer.total))}</p>
          {answer.looked < pages_max * page_max && (
            <div className="actions">
              <Button onPress={() => setWanted(lines.length + PAGE)}>{o.caseload.lookOn}</Button>
            </div>
          )}
        </>
      )}
    </Section>
  );
}
