/** Where somebody is placed: an employer found by name, and one of its openings. */
import { useDeferredValue, useState } from 'react';
import { useObserved } from '../door/useDoor';
import { Button, Empty, Field, Row, Rows, Select } from '../parts/parts';
import { useWords } from '../words/words';

export interface Seat {
  employer: { id: string; name: string } | null;
  opening: string;
}

export const noSeat: Seat = { employer: null, opening: '' };

const FOUND = 5;

export function OpeningChoice(props: {
  seat: Seat;
  onChange(seat: Seat): void;
  /** The opening that was chosen says what kind of place it is. */
  onKind(kind: string): void;
  error: string | null;
}): React.JSX.Element {
  const { w } = useWords();
  const { employer, opening } = props.seat;
  // What was pressed is gone after it: the focus goes on to what stands there instead.
  const [wasChosen, setWasChosen] = useState(false);
  return employer ? (
    <div className="stack tight">
      <Rows>
        <Row
          title={employer.name}
          detail={w.employers.chosen}
          side={<Button autoFocus onPress={() => props.onChange(noSeat)}>{w.employers.chooseOther}</Button>}
        />
      </Rows>
      <OpeningSelect
        employer={employer.id}
        value={opening}
        error={props.error}
        onChange={(chosen, kind) => {
          props.onChange({ employer, opening: chosen });
          if (kind) props.onKind(kind);
        }}
      />
    </div>
  ) : (
    <EmployerSearch
      isFocused={wasChosen}
      onChosen={(found) => {
        setWasChosen(true);
        props.onChange({ employer: found, opening: '' });
      }}
    />
  );
}

function EmployerSearch(props: { isFocused: boolean; onChosen(employer: { id: string; name: string }): void }): React.JSX.Element {
  const { w, f } = useWords();
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const { answer } = useObserved('employers.list', { search, limit: FOUND });
  const isSearched = search !== '';
  return (
    <div className="stack tight">
      <Field label={w.employers.choose} hint={w.employers.chooseHint} type="search" value={typed} onChange={setTyped} autoFocus={props.isFocused} />
      {isSearched && answer?.total === 0 && <Empty>{w.employers.noneFound}</Empty>}
      {isSearched && (
        <Rows label={w.employers.title}>
          {answer?.employers.map((one) => (
            <Row
              key={one.id}
              title={one.name}
              detail={one.sectors.length > 0 && f.list(one.sectors)}
              side={<span className="soft">{w.employers.free(one.open_seats.praktik + one.open_seats.job)}</span>}
              onOpen={() => props.onChosen(one)}
            />
          ))}
        </Rows>
      )}
    </div>
  );
}

function OpeningSelect(props: {
  employer: string;
  value: string;
  error: string | null;
  onChange(opening: string, kind: string | null): void;
}): React.JSX.Element {
  const { w } = useWords();
  const { answer: employer } = useObserved('employer.show', { employer: props.employer, limit: 1 });
  const open = employer?.openings.filter((one) => one.status === 'open') ?? [];
  return (
    <Select
      label={w.employers.opening}
      value={props.value}
      empty={w.employers.noOpening}
      error={props.error}
      onChange={(id) => props.onChange(id, open.find((one) => one.id === id)?.kind ?? null)}
      options={open.map((one) => ({
        value: one.id,
        label: [w.person.placementKinds[one.kind], one.title ?? one.role_title, w.employers.seatsFree(one.free, one.seats)].filter(Boolean).join(' · '),
      }))}
    />
  );
}
