import { Html, html } from './html.js';

const WIDTH = 240;
const HEIGHT = 48;
/** So that a line at the edge is as thick as elsewhere. */
const MARGIN = 2;

/** Draws values over time, from zero up, as one line; it breaks where there is no value. */
export function sparkline(values: readonly number[], title: string): Html {
  const highest = Math.max(0, ...values.filter(Number.isFinite));
  const stretches = stretchesOf(values, highest > 0 ? highest : 1);
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img">
    <title>${title}</title>
    <line x1="0" y1="${HEIGHT - 0.5}" x2="${WIDTH}" y2="${HEIGHT - 0.5}" class="base" />
    ${stretches.map(
      (points) => html`<polygon class="area" points="${areaBelow(points)}" /><polyline points="${joined(points)}" />`,
    )}
  </svg>`;
}

type Point = readonly [x: number, y: number];

/** The points of the line, broken up where values are missing; a value by itself is drawn as a short dash. */
function stretchesOf(values: readonly number[], highest: number): Point[][] {
  const step = WIDTH / Math.max(1, values.length - 1);
  const stretches: Point[][] = [];
  let current: Point[] = [];
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) {
      current = [];
      return;
    }
    if (current.length === 0) stretches.push(current);
    current.push([index * step, HEIGHT - MARGIN - (value / highest) * (HEIGHT - 2 * MARGIN)]);
  });
  return stretches.map((points) =>
    points.length > 1 ? points : points.flatMap(([x, y]) => [[x - 1, y] as const, [x + 1, y] as const]),
  );
}

const joined = (points: readonly Point[]): string =>
  points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

function areaBelow(points: readonly Point[]): string {
  const [[left] = [0], [right] = [0]] = [points[0], points.at(-1)];
  return joined([[left, HEIGHT], ...points, [right, HEIGHT]]);
}
