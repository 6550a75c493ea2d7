import { ENDS_AT_S, FAILS_AT_S, RECOVERS_AT_S } from './incident.js';
import { Second } from './measure.js';

const WIDTH = 760;
const PANEL_WIDTH = 220;
const PANEL_HEIGHT = 110;
const LEFT = 40;
const TOP = 34;
const GAP = 22;

interface Panel {
  readonly title: string;
  readonly colour: string;
  /** Returns the value of a second, or undefined if there is none. */
  readonly value: (second: Second) => number | undefined;
  /** Minimum of the highest value on the scale. */
  readonly leastTop: number;
}

const PANELS: readonly Panel[] = [
  { title: 'attempts per second', colour: '#d08a3c', value: ({ attempts }) => attempts, leastTop: 10 },
  {
    title: 'successful calls, %',
    colour: '#2f6fdb',
    value: ({ calls, successes }) => (calls > 0 ? (100 * successes) / calls : undefined),
    leastTop: 100,
  },
  {
    title: '95th percentile of latency, ms',
    colour: '#3c9a5f',
    value: ({ latenciesMs }) => p95(latenciesMs),
    leastTop: 100,
  },
];

/** Returns an SVG with attempts, successes and latency of an incident. The time of the incident has a grey background. */
export function picture(title: string, seconds: readonly Second[]): string {
  const height = TOP + PANEL_HEIGHT + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#7a8496">`,
    `<title>${title}</title>`,
    ...PANELS.map((panel, index) => draw(panel, LEFT + index * (PANEL_WIDTH + GAP), seconds)),
    '</svg>',
    '',
  ].join('\n');
}

function draw({ title, colour, value, leastTop }: Panel, left: number, seconds: readonly Second[]): string {
  const values = seconds.map(value);
  const top = niceTop(Math.max(leastTop, ...values.map((one) => one ?? 0)));
  const x = (second: number): string => (left + (second / ENDS_AT_S) * (PANEL_WIDTH - 30)).toFixed(1);
  const y = (one: number): string => (TOP + PANEL_HEIGHT * (1 - one / top)).toFixed(1);
  // A second without a value leaves a gap. A value between two gaps is a dot.
  const line = values.flatMap((one, second) => {
    if (one === undefined) return [];
    const point = `${x(second + 0.5)} ${y(one)}`;
    return [values[second - 1] === undefined ? `M${point}h0` : `L${point}`];
  });
  const [from, to] = [Number(x(FAILS_AT_S)), Number(x(RECOVERS_AT_S))];
  return [
    `<rect x="${from}" y="${TOP}" width="${(to - from).toFixed(1)}" height="${PANEL_HEIGHT}" fill="#8a94a6" opacity="0.2"/>`,
    `<path d="M${left} ${TOP}V${TOP + PANEL_HEIGHT}H${x(ENDS_AT_S)}" fill="none" stroke="#8a94a6"/>`,
    `<path d="${line.join('')}" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round"/>`,
    `<text x="${left}" y="${TOP - 14}" font-size="12">${title}</text>`,
    `<text x="${left - 4}" y="${TOP + 8}" text-anchor="end">${top}</text>`,
    `<text x="${left - 4}" y="${TOP + PANEL_HEIGHT}" text-anchor="end">0</text>`,
    `<text x="${x(FAILS_AT_S)}" y="${TOP + PANEL_HEIGHT + 15}" text-anchor="middle">${FAILS_AT_S} s</text>`,
    `<text x="${x(RECOVERS_AT_S)}" y="${TOP + PANEL_HEIGHT + 15}" text-anchor="middle">${RECOVERS_AT_S} s</text>`,
  ].join('');
}

function p95(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)];
}

/** Returns the next of 1, 2 or 5 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10);
}
