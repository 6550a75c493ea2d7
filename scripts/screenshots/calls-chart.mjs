const [WIDTH, HEIGHT] = [900, 300];
const PLOT = { left: 48, right: 700, top: 40, bottom: 260 };
/** Colors of Grafana's classic palette, which also differ in lightness. */
const COLORS = ['#56a64b', '#f2cc0c', '#e02f44', '#3274d9', '#8f3bb8', '#ff780a'];
/** Window of the rate, in samples. */
const WINDOW = 5;

/**
 * Draws the calls per second by code as stacked areas, as the dashboard's first panel does:
 * `sum by (code) (rate(dataaction_calls_total[5s]))`.
 *
 * @param {readonly Map<string, number>[]} samples counters, one sample a second
 * @param {{ from: number, to: number }} outage in seconds
 */
export function callsChart(samples, outage) {
  const codes = [...samples.at(-1).keys()].sort((one, other) => Number(other === 'OK') - Number(one === 'OK'));
  const rates = samples.map((_, at) => codes.map((code) => rateOf(samples, code, at)));
  const largest = Math.max(...rates.map((row) => row.reduce((sum, rate) => sum + rate, 0)), 1);
  const x = (second) => PLOT.left + ((PLOT.right - PLOT.left) * second) / (samples.length - 1);
  const y = (rate) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * rate) / largest;
  const stacked = (row, count) => row.slice(0, count).reduce((sum, rate) => sum + rate, 0);
  const areas = codes.map((code, index) => {
    const upper = rates.map((row, second) => point(x(second), y(stacked(row, index + 1))));
    const lower = rates.map((row, second) => point(x(second), y(stacked(row, index)))).reverse();
    return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${COLORS[index % COLORS.length]}"/>`;
  });
  const legend = codes.map(
    (code, index) =>
      `<rect x="720" y="${PLOT.top + index * 24}" width="12" height="12" fill="${COLORS[index % COLORS.length]}"/>` +
      `<text x="740" y="${PLOT.top + index * 24 + 11}">${code}</text>`,
  );
  const ticks = [0, 0.5, 1].map((share) => {
    const rate = largest * share;
    return (
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(rate)}" y2="${y(rate)}" stroke="#888" stroke-opacity="0.3"/>` +
      `<text x="${PLOT.left - 6}" y="${y(rate) + 4}" text-anchor="end">${rate.toFixed(0)}</text>`
    );
  });
  const seconds = [0, 20, 40, 60].map(
    (second) => `<text x="${x(second)}" y="${PLOT.bottom + 20}" text-anchor="middle">${second} s</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#444" role="img" aria-label="Calls per second by code">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${PLOT.left}" y="22" font-size="14" font-weight="bold">Calls per second, by code</text>
<rect x="${x(outage.from)}" y="${PLOT.top}" width="${x(outage.to) - x(outage.from)}" height="${PLOT.bottom - PLOT.top}" fill="#e02f44" fill-opacity="0.08"/>
<text x="${x(outage.from)}" y="${PLOT.top - 6}">the CRM returns 503</text>
${[...ticks, ...areas, ...seconds, ...legend].join('\n')}
</svg>
`;
}

/** Increase per second over the window before a sample. */
function rateOf(samples, code, at) {
  const start = Math.max(0, at - WINDOW);
  if (start === at) return 0;
  return ((samples[at].get(code) ?? 0) - (samples[start].get(code) ?? 0)) / (at - start);
}

const point = (x, y) => `${x.toFixed(1)},${y.toFixed(1)}`;
