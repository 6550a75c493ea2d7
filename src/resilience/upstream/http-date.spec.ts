import fc from '../../../test/support/fast-check.js';
import { parseHttpDate } from './http-date.js';

const IN_1994 = Date.parse('1994-11-06T08:00:00Z');
const IN_2026 = Date.parse('2026-06-01T00:00:00Z');

const at = (text: string, nowEpochMs = IN_2026): string | undefined => {
  const epochMs = parseHttpDate(text, nowEpochMs);
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
};

describe('parseHttpDate', () => {
  it.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT'],
    ['asctime', 'Sun Nov  6 08:49:37 1994'],
  ])('reads the %s form', (_form, text) => {
    expect(at(text, IN_1994)).toBe('1994-11-06T08:49:37.000Z');
  });

  it('reads a day of two digits in the asctime form', () => {
    expect(at('Wed Nov 16 08:49:37 1994')).toBe('1994-11-16T08:49:37.000Z');
  });

  it.each([
    ['Wednesday, 06-Nov-30 08:49:37 GMT', '2030-11-06T08:49:37.000Z'],
    ['Friday, 06-Nov-76 08:49:37 GMT', '2076-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-77 08:49:37 GMT', '1977-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ])('places the two-digit year of "%s" at most fifty years ahead of 2026', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it('reads a two-digit year across the turn of a century', () => {
    expect(at('Thursday, 01-Jan-00 00:00:05 GMT', Date.parse('2099-12-31T23:59:59Z'))).toBe('2100-01-01T00:00:05.000Z');
  });

  it('accepts a leap second and 29 February', () => {
    expect(at('Sat, 31 Dec 2016 23:59:60 GMT')).toBe('2017-01-01T00:00:00.000Z');
    expect(at('Thu, 29 Feb 2024 00:00:00 GMT')).toBe('2024-02-29T00:00:00.000Z');
  });

  it.each([
    'Sat, 31 Feb 2026 00:00:00 GMT',
    'Sun, 29 Feb 2026 00:00:00 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 06 Nov 1994 08:49:61 GMT',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37 +0100',
    'sun, 06 nov 1994 08:49:37 gmt',
    'Son, 06 Nov 1994 08:49:37 GMT',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 94 08:49:37 GMT',
    '06 Nov 1994 08:49:37 GMT',
    '1994-11-06T08:49:37Z',
    '',
  ])('rejects "%s"', (text) => {
    expect(parseHttpDate(text, IN_1994)).toBeUndefined();
  });

  it('parses any date in the format of toUTCString', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        expect(parseHttpDate(new Date(seconds * 1000).toUTCString(), IN_2026)).toBe(seconds * 1000);
      }),
    );
  });

  it('accepts any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseHttpDate(text, IN_2026) === undefined));
  });
});
