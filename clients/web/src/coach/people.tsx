/** Finding a participant, by typing or in the list of all who are on this device. */
import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Answer } from '../door/door';
import { useDoor, useObserved } from '../door/useDoor';
import { Empty, Field, Page, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { PAGE, PagedRows } from './pagedRows';
import { useViews, type Reason } from './view';

type Line = Answer<'participants.list'>['participants'][number];

const REASONS = ['own_case', 'cover', 'search', 'review', 'export', 'other'] as const;

export function People(): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState<Reason>('own_case');
  const search = useDeferredValue(typed.trim());
  const rested = useRested(search);
  const door = useDoor();
  const { answer: first, error } = useObserved('participants.list', { search, limit: PAGE });
  const ask = useCallback(
    async (offset: number, limit: number) => (await door.call('participants.list', { search, limit, offset })).participants,
    [door, search],
  );
  const open = (participant: string) => go({ at: 'person', participant, reason, tab: 'overview' });
  return (
    <Page title={w.people.title}>
      <div className="fields wide-first">
        <Field label={w.people.search} type="search" value={typed} onChange={setTyped} />
        <Select
          label={w.people.openAs}
          value={reason}
          onChange={(value) => setReason(value as Reason)}
          options={REASONS.map((value) => ({ value, label: w.people.reasons[value] }))}
        />
      </div>
      <p className="soft small">{w.people.reasonLead}</p>
      <Problem error={error} />
      {first && (
        <section className="section" aria-label={w.people.title}>
          <p className="count" role="status">
            {w.people.total(f.number(first.total))}
          </p>
          {first.total === 0 && search === '' && <Empty>{w.people.none}</Empty>}
          {first.total === 0 && search !== '' && (
            <Empty>
              {w.people.noneFound} {w.people.noneFoundLead}
            </Empty>
          )}
          {first.total > 0 && (
            <PagedRows first={first.participants} total={first.total} ask={ask}>
              {(line) => <LineButton line={line} onOpen={open} />}
            </PagedRows>
          )}
        </section>
      )}
      {rested.length > 1 && rested === search && <Hits text={rested} onOpen={open} />}
    </Page>
  );
}

const REST_MS = 250;

/** The text once nobody has typed for a moment: looking through notes must not keep the list waiting. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

function LineButton({ line, onOpen }: { line: Line; onOpen(participant: string): void }): React.JSX.Element {
  const { w } = useWords();
  return (
    <AriaButton className="row-open" onPress={() => onOpen(line.id)}>
      <span className="avatar" aria-hidden="true">
        {line.first_name.slice(0, 1)}
        {line.last_name.slice(0, 1)}
      </span>
      <span className="row-text">
        <span className="row-title">{line.name}</span>
        <span className="row-detail">{[w.people.stages[line.stage], line.unit, line.district].filter(Boolean).join(' · ')}</span>
      </span>
      <span className="row-side">
        <Unsent is={line.unsent} />
        {line.days_left !== null && (line.past_limit || line.warning_days !== null) && (
          <Tag tone={line.past_limit ? 'bad' : 'warn'}>
            {line.past_limit ? w.today.pastLimit(Math.abs(line.days_left)) : w.today.daysLeft(line.days_left)}
          </Tag>
        )}
      </span>
    </AriaButton>
  );
}

/** Notes, numbers and contacts in which the words stand. */
function Hits({ text, onOpen }: { text: string; onOpen(participant: string): void }): React.JSX.Element | null {
  const { w } = useWords();
  const { answer } = useObserved('search', { text, limit: 20, kinds: ['identity', 'contact', 'note'] });
  if (!answer || answer.total === 0) return null;
  return (
    <Section title={w.people.hits} note={answer.total}>
      <Rows>
        {answer.hits.map((hit) => (
          <Row
            key={`${hit.kind}${hit.id}${hit.field}`}
            title={hit.name ?? ''}
            detail={hit.excerpt}
            side={<Tag>{w.people.hitKinds[hit.kind] ?? hit.kind}</Tag>}
            {...(hit.participant && { onOpen: () => onOpen(hit.participant as string) })}
          />
        ))}
      </Rows>
    </Section>
  );
}
