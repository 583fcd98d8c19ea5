/** Participant hours: attested for each person and month, and sealed month by month. */
import { useEffect, useRef, useState } from 'react';
import type { BryggaError } from 'brygga';
import type { Answer } from '../door/door';
import type { Me } from '../door/officeDoor';
import { asError, useAct, useObserved } from '../door/useDoor';
import { Button, Confirm, Empty, Page, Problem, Row, Rows, Section, Select, Tag } from '../parts/parts';
import { capitalised } from '../words/formats';
import { nameOf } from '../words/words';
import { Table } from './chart';
import type { FiguresOfHours } from './figures';
import { monthName, thisMonth } from './numbers';
import { usePeopleOf, usePersons } from './persons';
import { isReadable } from './overview';
import { useOffice, useOfficeDoor } from './said';
import { useOfficeViews } from './view';

type Shown = Answer<'hours.show'>;
type OpenMonth = Shown['open'][number];
type Change = Answer<'hours.repair'>['changes'][number];

interface Of {
  programme: string;
  unit: string;
}

interface Unattested {
  participant: string;
  name: string | null;
  month: string;
  minutes: number;
}

export function HoursPage({ me, programme, unit }: { me: Me; programme: string; unit: string }): React.JSX.Element {
  const { o, f } = useOffice();
  const { replace } = useOfficeViews();
  const { answer: known, error } = useObserved('programmes.list', {});
  const { answer: places } = useObserved('units.list', {});
  const units = [...new Map([...me.manages, ...me.memberships].map((one) => [one.id, one.name ?? ''] as const))]
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label, 'sv'));
  const ofUnit = unit || (units[0]?.value ?? '');
  const key = places?.units.find((one) => one.id === ofUnit)?.key ?? '';
  const all = (known?.programmes ?? []).filter(isReadable);
  // The programmes of the unit; where none names it, it may be in any of them.
  const ofPlace = all.filter((one) => one.units.some((place) => place.key === key));
  const programmes = (ofPlace.length > 0 ? ofPlace : all).map((one) => ({ value: one.key, label: nameOf(one.name, f.language) || one.title }));
  const ofProgramme = programmes.some((one) => one.value === programme) ? programme : (programmes[0]?.value ?? '');
  const seals = me.roles.some((role) => role === 'manager' || role === 'office') && me.manages.some((one) => one.id === ofUnit);
  const isKnown = known !== null && places !== null;
  return (
    <Page title={o.nav.hours} lead={seals ? o.hours.lead : o.hours.leadCoach}>
      <Problem error={error} />
      {units.length === 0 && <Empty>{o.hours.noUnit}</Empty>}
      {units.length > 0 && (
        <div className="fields">
          <Select label={o.hours.unit} value={ofUnit} onChange={(value) => replace({ at: 'hours', programme: '', unit: value })} options={units} />
          <Select label={o.hours.programme} value={ofProgramme} onChange={(value) => replace({ at: 'hours', programme: value, unit: ofUnit })} options={programmes} />
        </div>
      )}
      {isKnown && ofUnit !== '' && ofProgramme !== '' && <Months key={`${ofProgramme} ${ofUnit}`} of={{ programme: ofProgramme, unit: ofUnit }} unitKey={key} seals={seals} />}
    </Page>
  );
}

function Months({ of, unitKey, seals }: { of: Of; unitKey: string; seals: boolean }): React.JSX.Element {
  const { o, f } = useOffice();
  const { go } = useOfficeViews();
  const { answer, error } = useObserved('hours.show', { ...of });
  const [changes, setChanges] = useState<Answer<'hours.repair'> | null>(null);
  if (!answer) return error ? <Problem error={error} /> : <p className="soft" role="status">{o.waiting}</p>;
  const month = (text: string) => monthName(text, f.language);
  // A month in which nobody has hours is sealed too: there is no gap between months.
  const empty = seals && answer.next !== null && answer.next < thisMonth() && !answer.open.some((one) => one.month === answer.next) ? [answer.next] : [];
  const next = answer.next ?? answer.open[0]?.month ?? null;
  const maySeal = seals && answer.verified && answer.stale === null;
  return (
    <>
      {!answer.verified && answer.broken && seals && (
        <Section title={o.hours.broken} tone="needs">
          <p>{o.hours.brokenLead(capitalised(month(answer.broken)))}</p>
        </Section>
      )}
      {answer.verified && answer.stale && seals && <Stale of={of} unitKey={unitKey} from={answer.stale} last={lastSealed(answer)} onRepaired={setChanges} />}
      {changes && <Changes of={changes} />}
      {answer.open.length + empty.length === 0 && <Section title={o.nav.hours}><Empty>{o.hours.none}</Empty></Section>}
      {empty.map((one) => (
        <Section key={one} title={capitalised(month(one))}>
          <p>{o.hours.nothingIn}</p>
          {maySeal && <Seal of={of} month={one} />}
        </Section>
      ))}
      {answer.open.map((one) => (
        <Open key={one.month} of={of} month={one} next={next} maySeal={maySeal} seals={seals} />
      ))}
      <Sealed months={answer.months} holds={answer.verified && answer.stale === null} seals={seals} />
      {seals && (
        <div className="actions">
          <Button onPress={() => go({ at: 'export', report: 'hours' })}>{o.hours.file}</Button>
        </div>
      )}
    </>
  );
}

const lastSealed = (answer: Shown): string =>
  answer.months.filter((one) => one.state === 'sealed').reduce((last, one) => (one.month > last ? one.month : last), '');

// --- attesting ---------------------------------------------------------------------------------------

const ROWS = 25;

function Open(props: { of: Of; month: OpenMonth; next: string | null; maySeal: boolean; seals: boolean }): React.JSX.Element {
  const { o, f } = useOffice();
  const { of, month, next } = props;
  const name = monthName(month.month, f.language);
  const isOver = month.month < thisMonth();
  const isAttested = month.unattested_total === 0;
  return (
    <Section title={capitalised(name)} note={o.hours.month(f.number(month.participants), f.duration(month.minutes))}>
      {isAttested ? (
        <p><Tag tone="good">{o.hours.allAttested}</Tag></p>
      ) : (
        <Attesting programme={of.programme} people={month.unattested.map((one) => ({ ...one, month: month.month }))} total={month.unattested_total} name={name} />
      )}
      {props.seals && !isOver && <p className="soft">{o.hours.notOver}</p>}
      {props.maySeal && isOver && isAttested && next !== month.month && next !== null && <p className="soft">{o.hours.notNext(monthName(next, f.language))}</p>}
      {props.maySeal && isOver && isAttested && next === month.month && <Seal of={of} month={month.month} />}
    </Section>
  );
}

/** Each person's minutes as they are recorded, to be vouched for one by one or all at once. */
function Attesting(props: { programme: string; people: readonly Unattested[]; total: number; name: string; showsMonth?: boolean }): React.JSX.Element {
  const { o, f } = useOffice();
  const door = useOfficeDoor();
  const { programme, total, name } = props;
  const people = [...props.people].sort((one, other) => one.month.localeCompare(other.month) || (one.name ?? '').localeCompare(other.name ?? '', 'sv'));
  const [shown, setShown] = useState(ROWS);
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState<{ number: number; all: number } | null>(null);
  const [error, setError] = useState<BryggaError | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const left = useRef<number | null>(null);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  // The button that was pressed goes with its row: the next one takes the focus, for who has no pointer.
  useEffect(() => {
    if (left.current === null) return;
    const buttons = place.current?.querySelectorAll<HTMLElement>('.row-side button') ?? [];
    (buttons[Math.min(left.current, buttons.length - 1)] ?? document.querySelector<HTMLElement>('h1'))?.focus();
    left.current = null;
  }, [people.length]);
  const attestAll = async () => {
    setError(null);
    try {
      await door.asOne(async () => {
        for (const [at, one] of people.entries()) {
          // Nobody vouches for more than they saw done.
          if (isGone.current) return;
          setDone({ number: at, all: people.length });
          await door.call('hours.attest', { participant: one.participant, programme, month: one.month, minutes: one.minutes }, crypto.randomUUID());
        }
      });
    } catch (failure) {
      setError(asError(failure));
    } finally {
      setDone(null);
    }
  };
  return (
    <div className="attesting" ref={place}>
      <p role="status">{done ? o.hours.attesting(f.number(done.number), f.number(done.all)) : o.hours.waiting(f.number(total))}</p>
      <Problem error={error} />
      <Rows>
        {people.slice(0, shown).map((one, at) => (
          <Attest key={`${one.participant}${one.month}`} programme={programme} of={one} showsMonth={props.showsMonth ?? false} isBusy={done !== null} onDone={() => (left.current = at)} />
        ))}
      </Rows>
      {people.length > 1 && (
        <div className="actions">
          {people.length > shown && <Button onPress={() => setShown(shown + 100)}>{o.hours.more(f.number(shown))}</Button>}
          <Button isDisabled={done !== null} onPress={() => setAsking(true)}>{o.hours.attestAll(f.number(people.length))}</Button>
        </div>
      )}
      <Confirm
        title={o.hours.attestAllTitle(name)}
        lead={o.hours.attestAllLead(f.number(people.length))}
        action={o.hours.attestAll(f.number(people.length))}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void attestAll()}
      />
    </div>
  );
}

function Attest(props: { programme: string; of: Unattested; showsMonth: boolean; isBusy: boolean; onDone(): void }): React.JSX.Element {
  const { o, f } = useOffice();
  const { go } = useOfficeViews();
  const { act, error, isBusy } = useAct();
  const { programme, of, showsMonth, onDone } = props;
  const name = of.name ?? o.figure.unnamed;
  const month = monthName(of.month, f.language);
  return (
    <Row
      title={name}
      detail={showsMonth ? `${capitalised(month)} · ${f.duration(of.minutes)}` : f.duration(of.minutes)}
      onOpen={() => go({ at: 'person', participant: of.participant, reason: 'review', tab: 'checkins' })}
      side={
        <Button
          aria-label={o.hours.attestFor(name, month)}
          isDisabled={isBusy || props.isBusy}
          onPress={() => void act('hours.attest', { participant: of.participant, programme, month: of.month, minutes: of.minutes }).then((saved) => saved && onDone())}
        >
          {o.hours.attest}
        </Button>
      }
    >
      <Problem error={error} />
    </Row>
  );
}

// --- sealing -----------------------------------------------------------------------------------------

function Seal({ of, month }: { of: Of; month: string }): React.JSX.Element {
  const { o, f } = useOffice();
  const { act, error, isBusy } = useAct();
  const [isAsking, setAsking] = useState(false);
  const name = monthName(month, f.language);
  return (
    <>
      <Problem error={error} />
      <div className="actions">
        <Button tone="main" isDisabled={isBusy} onPress={() => setAsking(true)}>{o.hours.seal(name)}</Button>
      </div>
      <Confirm
        title={o.hours.sealTitle(name)}
        lead={o.hours.sealLead}
        action={o.hours.sealHere}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void act('hours.seal', { ...of, month })}
      />
    </>
  );
}

/** The last day of a month such as 2026-09. */
const lastDay = (month: string): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10);

/** As many as one answer lists. */
const listed_max = 1000;

/** What was sealed is no longer what the records say: what changed is attested, and then sealed again. */
function Stale(props: { of: Of; unitKey: string; from: string; last: string; onRepaired(answer: Answer<'hours.repair'>): void }): React.JSX.Element {
  const { o, f } = useOffice();
  const { of, from, last } = props;
  const { act, error, isBusy } = useAct();
  const [isAsking, setAsking] = useState(false);
  const { answer, error: staleError } = useObserved('report.show', { report: 'hours', programme: of.programme, from: `${from}-01`, until: lastDay(last || from), limit: listed_max });
  const figures = answer?.figures as FiguresOfHours | undefined;
  const unattested = (figures?.months ?? []).filter((one) => !one.attested);
  const isCut = (figures?.total ?? 0) > listed_max;
  // The report is of the whole programme, the seals of one unit: nobody is vouched for who may be of another.
  const { answer: people, error: peopleError } = usePeopleOf(of.programme, props.unitKey);
  const changed = unattested.filter((one) => people?.here.has(one.participant));
  // Whose hours may be of this unit and of another: they are attested where each is told apart.
  const unclear = unattested.filter((one) => people?.unclear.has(one.participant)).length;
  const name = monthName(from, f.language);
  const repair = async () => {
    const repaired = await act('hours.repair', { ...of });
    if (repaired) props.onRepaired(repaired);
  };
  return (
    <Section title={o.hours.stale} tone="needs">
      <p>{o.hours.staleLead(name)}</p>
      <Problem error={staleError ?? peopleError} />
      {unattested.length > 0 && !people && !peopleError && <p className="soft" role="status">{o.waiting}</p>}
      {unclear > 0 && <p className="note warn">{o.hours.staleUnclear(f.number(unclear))}</p>}
      {isCut && <p className="note warn">{o.hours.staleCut(f.number(listed_max))}</p>}
      {changed.length > 0 && (
        <>
          <p>{o.hours.staleAttest}</p>
          <Attesting programme={of.programme} people={changed} total={changed.length} name={name} showsMonth />
        </>
      )}
      <Problem error={error} />
      {answer && people && (
        <div className="actions">
          <Button tone={changed.length === 0 ? 'main' : 'plain'} isDisabled={isBusy} onPress={() => setAsking(true)}>{o.hours.repair}</Button>
        </div>
      )}
      <Confirm
        title={o.hours.repairTitle}
        lead={o.hours.repairLead(capitalised(name))}
        action={o.hours.repair}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void repair()}
      />
    </Section>
  );
}

function Changes({ of }: { of: Answer<'hours.repair'> }): React.JSX.Element {
  const { o, f } = useOffice();
  const persons = usePersons(of.changes.map((one) => one.participant));
  return (
    <Section title={o.hours.changes}>
      <p className="note" role="status">{o.hours.repaired(f.number(of.months.length))}</p>
      {of.changes.length === 0 && <Empty>{o.hours.noChanges}</Empty>}
      {of.changes.length > 0 && (
        <Table
          caption={o.hours.changes}
          columns={[{ name: o.hours.who }, { name: o.hours.monthName }, { name: o.hours.before, isNumber: true }, { name: o.hours.after, isNumber: true }]}
          rows={of.changes.map((one: Change) => ({
            key: `${one.participant}${one.month}`,
            cells: [persons.get(one.participant)?.name ?? o.figure.unnamed, monthName(one.month, f.language), f.duration(one.minutes_before), f.duration(one.minutes_after)],
          }))}
        />
      )}
    </Section>
  );
}

/** So much of a seal as people compare. */
const mark_letters = 12;

function Sealed({ months, holds, seals }: { months: Shown['months']; holds: boolean; seals: boolean }): React.JSX.Element {
  const { o, f } = useOffice();
  const [showsAll, setShowsAll] = useState(false);
  const replaced = months.filter((one) => one.state === 'superseded');
  const rows = [...(showsAll ? months : months.filter((one) => one.state === 'sealed'))].sort(
    (one, other) => other.month.localeCompare(one.month) || other.revision - one.revision,
  );
  return (
    <Section title={o.hours.sealed} note={seals && holds && rows.length > 0 && <Tag tone="good">{o.hours.holds}</Tag>}>
      {rows.length === 0 && <Empty>{o.hours.noneSealed}</Empty>}
      {rows.length > 0 && (
        <Table
          caption={o.hours.sealed}
          columns={[{ name: o.hours.monthName }, { name: o.hours.version, isNumber: true }, { name: o.hours.participants, isNumber: true }, { name: o.hours.time, isNumber: true }, { name: o.hours.mark }]}
          rows={rows.map((one) => ({
            key: one.hash,
            cells: [
              <>
                {capitalised(monthName(one.month, f.language))} {one.state === 'superseded' && <Tag>{o.hours.replaced}</Tag>}
              </>,
              f.number(one.revision),
              f.number(one.participants),
              f.duration(one.minutes),
              <code key="mark">{one.hash.slice(0, mark_letters)}</code>,
            ],
          }))}
        />
      )}
      {replaced.length > 0 && (
        <div className="actions">
          <Button tone="quiet" aria-expanded={showsAll} onPress={() => setShowsAll(!showsAll)}>
            {showsAll ? o.hours.hideReplaced : o.hours.showReplaced(f.number(replaced.length))}
          </Button>
        </div>
      )}
    </Section>
  );
}
