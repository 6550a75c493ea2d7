import { Html, html } from './html.js';

const WIDTH = 240;
const HEIGHT = 48;
/** Margin that keeps a line at the edge fully visible. */
const MARGIN = 2;

/** Draws values over time as a line on a scale from zero. Missing values interrupt the line. */
export function sparkline(values: readonly number[], title: string): Html {
  const highest = Math.max(0, ...values.filter(Number.isFinite));
  const segments = segmentsOf(values, highest > 0 ? highest : 1);
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img">
    <title>${title}</title>
    <line x1="0" y1="${HEIGHT - 0.5}" x2="${WIDTH}" y2="${HEIGHT - 0.5}" class="base" />
    ${segments.map(
      (points) =>
        html`<polygon class="area" points="${areaBelow(points)}" /><polyline points="${pointList(points)}" />`,
    )}
  </svg>`;
}

type Point = readonly [x: number, y: number];

/** Returns the uninterrupted parts of the line. A single value becomes a short dash. */
function segmentsOf(values: readonly number[], highest: number): Point[][] {
  const step = WIDTH / Math.max(1, values.length - 1);
  const segments: Point[][] = [];
  let current: Point[] = [];
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      current = [];
      return;
    }
    if (current.length === 0) segments.push(current);
    current.push([index * step, HEIGHT - MARGIN - (value / highest) * (HEIGHT - 2 * MARGIN)]);
  });
  return segments.map((points) =>
    points.length > 1 ? points : points.flatMap(([x, y]) => [[x - 1, y] as const, [x + 1, y] as const]),
  );
}

const pointList = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

function areaBelow(points: readonly Point[]): string {
  const [[left] = [0], [right] = [0]] = [points[0], points.at(-1)];
  return pointList([[left, HEIGHT], ...points, [right, HEIGHT]]);
}
