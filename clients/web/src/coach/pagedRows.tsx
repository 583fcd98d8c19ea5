/** A list of any length: as many rows as are in sight; what lies further on is asked for when it comes near. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';

const retry_ms = 2000;

/** Lines are asked for by pages of so many, those that are in sight together. */
export const PAGE = 40;
const pages_at_once_max = 4;

export function PagedRows<Line extends { id: string }>(props: {
  /** The first page; when it comes anew, the others are asked for again. */
  first: readonly Line[];
  total: number;
  /** So many lines from there on; it stays the same while what is searched for does. */
  ask(offset: number, limit: number): Promise<readonly Line[]>;
  /** A line, which fills its row. */
  children(line: Line): ReactNode;
}): React.JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const [pages, setPages] = useState<ReadonlyMap<number, readonly Line[]>>(new Map());
  const asked = useRef(new Set<number>());
  /** Which first page they belong to: what was asked for beside an older one may come after it. */
  const generation = useRef(0);
  const [tries, setTries] = useState(0);
  const { first, total, ask } = props;
  const row_px = 4.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);

  useEffect(() => {
    const rect = list.current?.getBoundingClientRect();
    setTop((rect?.top ?? 0) + window.scrollY);
  }, [first]);
  const rows = useWindowVirtualizer({ count: total, estimateSize: () => row_px, overscan: 8, scrollMargin: top });
  const inSight = rows.getVirtualItems();

  // What changes while it is shown comes with the first page; the others are then asked for again.
  useEffect(() => {
    generation.current++;
    asked.current.clear();
    setPages(new Map());
  }, [first]);
  const from = Math.floor((inSight[0]?.index ?? 0) / PAGE);
  const until = Math.floor((inSight.at(-1)?.index ?? 0) / PAGE);
  useEffect(() => {
    const current = generation.current;
    const missing = (page: number): boolean => page <= until && !asked.current.has(page);
    for (let page = Math.max(1, from); page <= until; page++) {
      if (!missing(page)) continue;
      const wanted = [page];
      while (wanted.length < pages_at_once_max && missing(page + 1)) wanted.push(++page);
      const begin = wanted[0]! * PAGE;
      for (const one of wanted) asked.current.add(one);
      void ask(begin, wanted.length * PAGE)
        .then((lines) => {
          if (current !== generation.current) return;
          setPages((known) => {
            const more = new Map(known);
            wanted.forEach((one, at) => more.set(one, lines.slice(at * PAGE, (at + 1) * PAGE)));
            return more;
          });
        })
        .catch(() => {
          if (current !== generation.current) return;
          for (const one of wanted) asked.current.delete(one);
          setTimeout(() => setTries((before) => before + 1), retry_ms);
        });
    }
  }, [ask, from, until, pages, tries]);

  const lineAt = (index: number): Line | undefined =>
    index < PAGE ? first[index] : pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  return (
    <ul ref={list} className="window" role="list" style={{ height: rows.getTotalSize() }}>
      {inSight.map((item) => {
        const line = lineAt(item.index);
        return (
          <li
            // Whoever stands on a line stays on it when others come before it, and never on another.
            key={line?.id ?? item.index}
            aria-setsize={total}
            aria-posinset={item.index + 1}
            style={{ height: item.size, transform: `translateY(${item.start - top}px)` }}
          >
            {line !== undefined && props.children(line)}
          </li>
        );
      })}
    </ul>
  );
}
