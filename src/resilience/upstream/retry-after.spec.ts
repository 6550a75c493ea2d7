import { parseRetryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-01-15T10:00:00.000Z');

describe('parseRetryAfterMs', () => {
  it.each([
    ['0', 0],
    ['5', 5_000],
    ['120', 120_000],
    ['007', 7_000],
    ['  3 ', 3_000],
  ])('reads "%s" as seconds', (header, expectedMs) => {
    expect(parseRetryAfterMs(header, NOW)).toBe(expectedMs);
  });

  it.each(['Thu, 15 Jan 2026 10:00:07 GMT', 'Thursday, 15-Jan-26 10:00:07 GMT', 'Thu Jan 15 10:00:07 2026'])(
    'reads the date "%s" as the time until then',
    (header) => {
      expect(parseRetryAfterMs(header, NOW)).toBe(7_000);
    },
  );

  it('keeps fractions of a second until a date', () => {
    expect(parseRetryAfterMs('Thu, 15 Jan 2026 10:00:01 GMT', NOW + 250)).toBe(750);
  });

  it('returns 0 for a past date', () => {
    expect(parseRetryAfterMs('Thu, 15 Jan 2026 09:59:59 GMT', NOW)).toBe(0);
  });

  it.each([undefined, '', ' ', '-5', '+5', '1.5', '1e3', '0x10', '5s', '5, 10', 'soon', '٣', 'NaN', 'Infinity'])(
    'returns undefined for %p',
    (header) => {
      expect(parseRetryAfterMs(header, NOW)).toBeUndefined();
    },
  );

  it('is finite for any number of digits', () => {
    expect(parseRetryAfterMs('9'.repeat(400), NOW)).toBe(2_147_483_648_000);
  });
});
