import { BoundAtom } from './formula.js';
import { intersect, windowsOf, formatInterval } from './search-interval.js';

const NOW = '2026-11-21T12:00:00.000Z';
const DAY_MS = 86_400_000;

function bound(side: 'from' | 'to', instant: string, at = 0): BoundAtom {
  return { kind: 'bound', side, epochMs: Date.parse(instant), at };
}

function intervalOf(...bounds: BoundAtom[]): string {
  return formatInterval(intersect(bounds, { nowMs: Date.parse(NOW), maxSpanMs: 31 * DAY_MS }));
}

describe('the interval of a search', () => {
  it('is the last 24 hours where nothing is said of time', () => {
    expect(intervalOf()).toBe('2026-11-20T12:00:00.000Z/2026-11-21T12:00:00.000Z');
  });

  it('reaches until now without an upper bound', () => {
    expect(intervalOf(bound('from', '2024-01-01'))).toBe('2024-01-01T00:00:00.000Z/2026-11-21T12:00:00.000Z');
  });

  it('goes as far back as one query can from an upper bound that stands alone', () => {
    expect(intervalOf(bound('to', '2026-02-01'))).toBe('2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z');
  });

  it('is what all bounds have in common', () => {
    const bounds = [
      bound('from', '2026-01-01'),
      bound('to', '2026-06-01'),
      bound('from', '2026-03-01'),
      bound('to', '2026-04-01'),
    ];

    expect(intervalOf(...bounds)).toBe('2026-03-01T00:00:00.000Z/2026-04-01T00:00:00.000Z');
  });

  it('ends now where an upper bound is in the future', () => {
    expect(intervalOf(bound('from', '2026-11-21'), bound('to', '2030-01-01'))).toBe(
      '2026-11-21T00:00:00.000Z/2026-11-21T12:00:00.000Z',
    );
  });

  it.each([
    ['bounds that leave nothing', [bound('from', '2026-02-01', 5), bound('to', '2026-01-01', 40)], 41],
    ['bounds that meet', [bound('to', '2026-01-01', 3), bound('from', '2026-01-01', 30)], 31],
    ['a lower bound in the future', [bound('from', '2026-11-21T12:00:00.001Z', 8)], 9],
    ['a lower bound that is now', [bound('from', NOW, 8)], 9],
  ])('refuses %s and points at one of them', (_, bounds, position) => {
    expect(() => intervalOf(...bounds)).toThrow(`(at position ${position})`);
  });
});

describe('the windows of an interval', () => {
  const windowsIn = (from: string, to: string, days: number): string[] =>
    [...windowsOf({ fromMs: Date.parse(from), toMs: Date.parse(to) }, days * DAY_MS)].map(formatInterval);

  it('are the interval itself where that is short enough', () => {
    expect(windowsIn('2026-01-01', '2026-02-01', 31)).toEqual(['2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z']);
  });

  it('begin with the newest, leave no gap and keep to the interval', () => {
    expect(windowsIn('2026-01-01', '2026-03-05', 31)).toEqual([
      '2026-02-02T00:00:00.000Z/2026-03-05T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z/2026-02-02T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
    ]);
  });

  it('are made one by one: an interval of two thousand years costs nothing', () => {
    const [newest] = windowsOf({ fromMs: Date.parse('0001-01-01'), toMs: Date.parse('2026-01-02') }, DAY_MS);

    expect(newest && formatInterval(newest)).toBe('2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z');
  });
});
