import { BoundAtom } from '../formula/formula.js';
import { intersect, windowsOf, formatInterval } from './search-interval.js';

const NOW = '2026-11-21T12:00:00.000Z';
const DAY_MS = 86_400_000;

function bound(side: 'from' | 'to', instant: string, at = 0): BoundAtom {
  return { kind: 'bound', side, epochMs: Date.parse(instant), at };
}

function intervalOf(...bounds: BoundAtom[]): string {
  return formatInterval(intersect(bounds, { nowMs: Date.parse(NOW), maxSpanMs: 31 * DAY_MS }));
}

describe('intersect', () => {
  it('returns the last 24 hours if there are no bounds', () => {
    expect(intervalOf()).toBe('2026-11-20T12:00:00.000Z/2026-11-21T12:00:00.000Z');
  });

  it('ends now if there is no upper bound', () => {
    expect(intervalOf(bound('from', '2024-01-01'))).toBe('2024-01-01T00:00:00.000Z/2026-11-21T12:00:00.000Z');
  });

  it('spans the maximum of one query if there is no lower bound', () => {
    expect(intervalOf(bound('to', '2026-02-01'))).toBe('2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z');
  });

  it('returns the intersection of all bounds', () => {
    const bounds = [
      bound('from', '2026-01-01'),
      bound('to', '2026-06-01'),
      bound('from', '2026-03-01'),
      bound('to', '2026-04-01'),
    ];

    expect(intervalOf(...bounds)).toBe('2026-03-01T00:00:00.000Z/2026-04-01T00:00:00.000Z');
  });

  it('ends now if the upper bound is in the future', () => {
    expect(intervalOf(bound('from', '2026-11-21'), bound('to', '2030-01-01'))).toBe(
      '2026-11-21T00:00:00.000Z/2026-11-21T12:00:00.000Z',
    );
  });

  it.each([
    ['bounds in the wrong order', [bound('from', '2026-02-01', 5), bound('to', '2026-01-01', 40)], 41],
    ['equal bounds', [bound('to', '2026-01-01', 3), bound('from', '2026-01-01', 30)], 31],
    ['a lower bound in the future', [bound('from', '2026-11-21T12:00:00.001Z', 8)], 9],
    ['a lower bound of now', [bound('from', NOW, 8)], 9],
  ])('rejects %s with a position', (_, bounds, position) => {
    expect(() => intervalOf(...bounds)).toThrow(`(at position ${position})`);
  });
});

describe('windowsOf', () => {
  const windowsIn = (from: string, to: string, days: number): string[] =>
    [...windowsOf({ fromMs: Date.parse(from), toMs: Date.parse(to) }, days * DAY_MS)].map(formatInterval);

  it('returns a short interval unchanged', () => {
    expect(windowsIn('2026-01-01', '2026-02-01', 31)).toEqual(['2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z']);
  });

  it('starts with the newest window, leaves no gap and stays within the interval', () => {
    expect(windowsIn('2026-01-01', '2026-03-05', 31)).toEqual([
      '2026-02-02T00:00:00.000Z/2026-03-05T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z/2026-02-02T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
    ]);
  });

  it('creates windows lazily, even for an interval of two thousand years', () => {
    const [newest] = windowsOf({ fromMs: Date.parse('0001-01-01'), toMs: Date.parse('2026-01-02') }, DAY_MS);

    expect(newest && formatInterval(newest)).toBe('2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z');
  });
});
