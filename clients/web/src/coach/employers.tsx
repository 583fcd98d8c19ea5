/** Employers: whom to call first, and all of them by name, found as one types. */
import { useCallback, useDeferredValue, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Answer } from '../door/door';
import { useDoor, useObserved } from '../door/useDoor';
import { Button, Empty, Field, Page, Problem, Rows, Section, Tag, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { EmployerForm } from './employerForms';
import { PAGE, PagedRows } from './pagedRows';
import { useViews } from './view';

// Loaded together: whoever has found an employer opens it.
export { EmployerPage } from './employer';

type Line = Answer<'employers.list'>['employers'][number];

/** More than anybody calls in a day; those that have waited longest are the ones that show. */
const DUE = 50;

export default function Employers(): React.JSX.Element {
  const { w } = useWords();
  const { go } = useViews();
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const [isAdding, setAdding] = useState(false);
  const { answer: due, error } = useObserved('employers.list', { due: true, limit: DUE });
  const open = (employer: string) => go({ at: 'employer', employer });
  return (
    <Page
      title={w.employers.title}
      actions={
        <Button tone="main" icon="add" onPress={() => setAdding(true)}>
          {w.employers.add}
        </Button>
      }
    >
      <Field label={w.employers.search} type="search" value={typed} onChange={setTyped} />
      <Problem error={error} />
      {search === '' && due && due.total > 0 && (
        <Section title={w.employers.toCall} note={due.total} tone="needs">
          <Rows label={w.employers.toCall}>
            {due.employers.map((one) => (
              <li key={one.id} className="row">
                <LineButton line={one} onOpen={open} />
              </li>
            ))}
          </Rows>
        </Section>
      )}
      <All search={search} onOpen={open} />
      <EmployerForm isOpen={isAdding} onClose={() => setAdding(false)} onAdded={open} />
    </Page>
  );
}

function All({ search, onOpen }: { search: string; onOpen(employer: string): void }): React.JSX.Element {
  const { w, f } = useWords();
  const door = useDoor();
  const { answer: first, error } = useObserved('employers.list', { search, limit: PAGE });
  const ask = useCallback(
    async (offset: number, limit: number) => (await door.call('employers.list', { search, limit, offset })).employers,
    [door, search],
  );
  return (
    <Section
      title={w.employers.all}
      note={first && <span role="status">{w.employers.total(f.number(first.total))}</span>}
    >
      <Problem error={error} />
      {first?.total === 0 && <Empty>{search === '' ? w.employers.none : w.employers.noneFound}</Empty>}
      {first && first.total > 0 && (
        <PagedRows first={first.employers} total={first.total} ask={ask}>
          {(line) => <LineButton line={line} onOpen={onOpen} />}
        </PagedRows>
      )}
    </Section>
  );
}

function LineButton({ line, onOpen }: { line: Line; onOpen(employer: string): void }): React.JSX.Element {
  const { w, f } = useWords();
  const seats = line.open_seats.praktik + line.open_seats.job;
  return (
    <AriaButton className="row-open employer-line" onPress={() => onOpen(line.id)}>
      <span className="row-text">
        <span className="row-title">{line.name}</span>
        <span className="row-detail">
          {line.promised
            ? w.today.promised(line.promised)
            : [line.sectors.length > 0 && f.list(line.sectors), line.last_contact && w.employers.lastContact(f.day(line.last_contact))]
                .filter(Boolean)
                .join(' · ')}
        </span>
      </span>
      <span className="row-side">
        <Unsent is={line.unsent} />
        {seats > 0 && <Tag tone="good">{w.employers.free(seats)}</Tag>}
        {line.next_contact && <Tag tone={line.due ? 'warn' : 'calm'}>{f.day(line.next_contact)}</Tag>}
      </span>
    </AriaButton>
  );
}
