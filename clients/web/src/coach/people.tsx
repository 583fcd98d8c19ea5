/** Finding a participant, by typing or in the list of all who are on this device. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Answer } from '../door/door';
import { useDoor, useObserved } from '../door/useDoor';
import { Empty, Field, Page, Problem, Row, Rows, Section, Select, Tag, Unsent } from '../parts/parts';
import { useWords } from '../words/words';
import { useViews, type Reason } from './view';

type Line = Answer<'participants.list'>['participants'][number];

const REASONS = ['own_case', 'cover', 'search', 'review', 'export', 'other'] as const;
const PAGE = 40;

export function People(): React.JSX.Element {
  const { w, f } = useWords();
  const { go } = useViews();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState<Reason>('own_case');
  const search = useDeferredValue(typed.trim());
  const rested = useRested(search);
  const { answer: first, error } = useObserved('participants.list', { search, limit: PAGE });
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
          {first.total > 0 && <Lines key={search} search={search} first={first} onOpen={open} />}
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

/** As many rows as are in sight; what lies further on is asked for when it comes near. */
function Lines(props: {
  search: string;
  first: Answer<'participants.list'>;
  onOpen(participant: string): void;
}): React.JSX.Element {
  const door = useDoor();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const [pages, setPages] = useState<ReadonlyMap<number, Line[]>>(new Map());
  const asked = useRef(new Set<number>());
  const { first, search } = props;
  const row_px = 4.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);

  useEffect(() => {
    const rect = list.current?.getBoundingClientRect();
    setTop((rect?.top ?? 0) + window.scrollY);
  }, [first]);
  const rows = useWindowVirtualizer({ count: first.total, estimateSize: () => row_px, overscan: 8, scrollMargin: top });
  const inSight = rows.getVirtualItems();

  // What changes while it is shown comes with the first page; the others are then asked for again.
  useEffect(() => {
    asked.current.clear();
    setPages(new Map());
  }, [first]);
  const from = Math.floor((inSight[0]?.index ?? 0) / PAGE);
  const until = Math.floor((inSight.at(-1)?.index ?? 0) / PAGE);
  useEffect(() => {
    for (let page = Math.max(1, from); page <= until; page++) {
      if (asked.current.has(page)) continue;
      asked.current.add(page);
      void door
        .call('participants.list', { search, limit: PAGE, offset: page * PAGE })
        .then((answer) => setPages((known) => new Map(known).set(page, answer.participants)))
        .catch(() => asked.current.delete(page));
    }
  }, [door, search, from, until, pages]);

  const lineAt = (index: number): Line | undefined =>
    index < PAGE ? first.participants[index] : pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  return (
    <ul ref={list} className="window" role="list" style={{ height: rows.getTotalSize() }}>
      {inSight.map((item) => {
        const line = lineAt(item.index);
        return (
          <li
            key={item.key}
            aria-setsize={first.total}
            aria-posinset={item.index + 1}
            style={{ height: item.size, transform: `translateY(${item.start - top}px)` }}
          >
            {line && <LineButton line={line} onOpen={props.onOpen} />}
          </li>
        );
      })}
    </ul>
  );
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
