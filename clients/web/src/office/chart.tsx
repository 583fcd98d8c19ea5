/** A chart, and the same numbers as a table, of which each opens what is behind it. */
import { useEffect, useRef, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useSettings } from '../start/useKept';
import type { Bars } from './drawing';
import { linesOf } from './lines';
import { percent, type Share } from './numbers';
import { useOffice } from './said';
import { useOfficeViews, type Figure } from './view';

/** Of bars that lie: room for them, and for names of several lines, of which the outermost take room beyond the bars. */
function heightOf(bars: Bars): number {
  const lines = Math.max(1, ...bars.labels.map((one) => linesOf(one).length));
  return bars.labels.length * Math.max(bars.series.length * 1.5 + 0.875, lines * 1.125 + 0.75) + (lines > 2 ? lines : 1);
}

/** A picture of the table that stands below it; who cannot see it loses nothing. */
export function BarChart({ title, bars }: { title: string; bars: Bars }): React.JSX.Element {
  const { o } = useOffice();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { theme, size } = useSettings();
  const drawn = JSON.stringify(bars);
  const latest = useRef(bars);
  latest.current = bars;
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isOver = false;
    let pen: typeof import('./drawing') | null = null;
    const redraw = (isPaper: boolean) => {
      stop?.();
      stop = !isOver && pen && canvas.current ? pen.drawBars(canvas.current, latest.current, isPaper) : null;
    };
    const draw = () =>
      void import('./drawing').then((loaded) => {
        pen = loaded;
        redraw(false);
      });
    draw();
    // Paper is white, and is printed at once: what is drawn then must be there already.
    const onPaper = () => redraw(true);
    const onScreen = () => redraw(false);
    addEventListener('beforeprint', onPaper);
    addEventListener('afterprint', onScreen);
    // Colours follow the device where the person has chosen so.
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const later = () => requestAnimationFrame(draw);
    dark.addEventListener('change', later);
    return () => {
      isOver = true;
      stop?.();
      dark.removeEventListener('change', later);
      removeEventListener('beforeprint', onPaper);
      removeEventListener('afterprint', onScreen);
    };
  }, [drawn, theme, size]);
  return (
    <figure className="chart">
      {bars.series.length > 1 && (
        <ul className="legend" role="list">
          {bars.series.map((one, which) => (
            <li key={one.name}>
              <span className={`swatch ${which === 0 ? 'filled' : 'hatched'}`} aria-hidden="true" />
              {one.name}
            </li>
          ))}
        </ul>
      )}
      <div className="canvas" style={{ height: bars.isUpright ? '14rem' : `${heightOf(bars)}rem` }}>
        <canvas ref={canvas} role="img" aria-label={o.report.chart(title)} />
      </div>
    </figure>
  );
}

export interface Column {
  name: string;
  /** Numbers stand at the right, under each other. */
  isNumber?: boolean;
}

export function Table(props: {
  caption: string;
  columns: readonly Column[];
  rows: readonly { key: string; cells: readonly ReactNode[]; isSum?: boolean }[];
}): React.JSX.Element {
  return (
    <div className="table-room" tabIndex={0} role="group" aria-label={props.caption}>
      <table>
        <caption className="hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((one) => (
              <th key={one.name} scope="col" className={one.isNumber ? 'number' : undefined}>
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key} className={row.isSum ? 'sum' : undefined}>
              {row.cells.map((cell, at) =>
                at === 0 ? (
                  <th key={at} scope="row">{cell}</th>
                ) : (
                  <td key={at} className={props.columns[at]?.isNumber ? 'number' : undefined}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A number that opens who and what is behind it. */
export function OpenNumber(props: { of: Figure; children: ReactNode; what: string }): React.JSX.Element {
  const { go } = useOfficeViews();
  return (
    <AriaButton className="figure" onPress={() => go({ at: 'figure', of: props.of })}>
      {props.children}
      <span className="hidden">, {props.what}</span>
    </AriaButton>
  );
}

/** "60,0 %" and of how many; where there is no data that is said, and no number. */
export function ShareText({ share }: { share: Share | null }): React.JSX.Element {
  const { o, f } = useOffice();
  if (!share) return <span className="soft">{o.report.noData}</span>;
  return <>{percent(share.per_mille, f.language)}</>;
}

/** A large number with its name above and what it is of below. */
export function Card(props: { name: string; note?: ReactNode; children: ReactNode }): React.JSX.Element {
  return (
    <div className="card">
      <span className="card-name">{props.name}</span>
      <span className="card-value">{props.children}</span>
      {props.note && <span className="soft small">{props.note}</span>}
    </div>
  );
}
