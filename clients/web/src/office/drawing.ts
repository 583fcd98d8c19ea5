/** Draws bars by chart.js, which is fetched when the first chart is shown and not before. */
import { BarController, BarElement, CategoryScale, Chart, LinearScale, type Plugin } from 'chart.js';
import { linesOf } from './lines';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

export interface Series {
  name: string;
  /** Null where there is no data, or it is hidden: no bar, and the table says which. */
  values: (number | null)[];
}

export interface Bars {
  labels: string[];
  /** At most two: the first filled, the second hatched, so that colour is never the only sign. */
  series: Series[];
  /** Of the axis; without it the largest value. */
  max?: number;
  isUpright?: boolean;
  format(value: number): string;
}

/** On paper, whatever the theme. */
const paper = { '--text': '#000', '--soft': '#333', '--line': '#999', '--accent': '#0f5b66', '--sheet': '#fff' } as Record<string, string>;

/** The colours of the page as it is now. */
function inkOf(element: Element, isPaper: boolean) {
  const style = getComputedStyle(element);
  const of = (name: string) => (isPaper ? (paper[name] ?? '') : style.getPropertyValue(name).trim());
  return {
    text: of('--text'),
    soft: of('--soft'),
    line: of('--line'),
    accent: of('--accent'),
    sheet: of('--sheet'),
    font: { family: style.fontFamily, size: parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125 },
  };
}

function hatched(colour: string, ground: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const from of [-4, 4, 12]) {
    pen.moveTo(from, 8);
    pen.lineTo(from + 8, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? colour;
}

/** Draws until the function that it gives is called. */
export function drawBars(canvas: HTMLCanvasElement, bars: Bars, isPaper = false): () => void {
  const ink = inkOf(canvas, isPaper);
  const fills = [ink.accent, hatched(ink.accent, ink.sheet)];
  const atEnds: Plugin<'bar'> = {
    id: 'values',
    afterDatasetsDraw(chart) {
      const pen = chart.ctx;
      pen.save();
      pen.font = `600 ${ink.font.size}px ${ink.font.family}`;
      pen.fillStyle = ink.text;
      pen.textAlign = bars.isUpright ? 'center' : 'start';
      pen.textBaseline = bars.isUpright ? 'bottom' : 'middle';
      chart.data.datasets.forEach((set, which) =>
        chart.getDatasetMeta(which).data.forEach((bar, at) => {
          const value = set.data[at];
          if (typeof value !== 'number') return;
          pen.fillText(bars.format(value), bar.x + (bars.isUpright ? 0 : 6), bar.y - (bars.isUpright ? 4 : 0));
        }),
      );
      pen.restore();
    },
  };
  const values = { display: false, beginAtZero: true, ...(bars.max !== undefined && { max: bars.max }), border: { display: false } };
  const names = {
    grid: { display: false },
    border: { color: ink.line },
    ticks: { color: ink.text, font: ink.font, autoSkip: false },
  };
  const chart = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: bars.labels.map((name) => {
        const lines = linesOf(name);
        return lines.length > 1 ? lines : name;
      }),
      datasets: bars.series.map((one, which) => ({
        label: one.name,
        data: one.values,
        backgroundColor: fills[which] ?? ink.soft,
        borderColor: ink.accent,
        borderWidth: 1.5,
        borderRadius: 3,
        categoryPercentage: 0.72,
        barPercentage: 0.9,
      })),
    },
    options: {
      indexAxis: bars.isUpright ? 'x' : 'y',
      animation: false,
      events: [],
      responsive: true,
      maintainAspectRatio: false,
      layout: { padding: bars.isUpright ? { top: 22 } : { right: 64 } },
      scales: bars.isUpright ? { x: names, y: values } : { x: values, y: names },
    },
    plugins: [atEnds],
  });
  return () => chart.destroy();
}
