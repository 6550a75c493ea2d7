import { Comparison } from './results.js';

const WIDTH = 760;
const LABEL_WIDTH = 190;
const BAR_HEIGHT = 16;
const GAP = 20;
const COLOURS = ['#2f6fdb', '#8a94a6', '#d08a3c'];

/** Draws the processor time per call as SVG, with one bar per server for each workload. */
export function chart(comparisons: readonly Comparison[]): string {
  const longest = Math.max(...comparisons.flatMap(({ measured }) => measured.map((one) => one.cpuMicrosecondsPerCall)));
  const scale = (WIDTH - LABEL_WIDTH - 90) / longest;
  const names = comparisons.reduce<readonly string[]>(
    (most, { measured }) => (measured.length > most.length ? measured.map(({ subject }) => subject) : most),
    [],
  );
  let y = 40;
  const groups = comparisons.map(({ workload, measured }) => {
    const top = y;
    const bars = measured.map((one, nth) => bar(top + nth * BAR_HEIGHT, one.cpuMicrosecondsPerCall, scale, nth));
    y += measured.length * BAR_HEIGHT + GAP;
    return `<text x="${LABEL_WIDTH - 10}" y="${top + 12}" text-anchor="end">${workload}</text>${bars.join('')}`;
  });
  const legend = names.map(
    (name, nth) =>
      `<rect x="${LABEL_WIDTH + nth * 160}" y="10" width="12" height="12" fill="${COLOURS[nth]}"/>` +
      `<text x="${LABEL_WIDTH + 18 + nth * 160}" y="20">${name}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="12" fill="#7a8496">`,
    '<title>Processor time per call in microseconds; lower is better</title>',
    ...legend,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

const bar = (y: number, microseconds: number, scale: number, nth: number): string =>
  `<rect x="${LABEL_WIDTH}" y="${y + 2}" width="${(microseconds * scale).toFixed(1)}" height="${BAR_HEIGHT - 4}" rx="2" fill="${COLOURS[nth]}"/>` +
  `<text x="${(LABEL_WIDTH + microseconds * scale + 6).toFixed(1)}" y="${y + 12}">${microseconds.toFixed(0)} µs</text>`;
