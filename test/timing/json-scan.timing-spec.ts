import { parseStrictJson } from '../../src/json/strict-json.js';

const ITEMS = 19_000;
const LIMITS = { maxDepth: 50, maxValues: 2 * ITEMS };

/** Repetitions after which V8 has optimised the code. */
const WARM_UP = 20;
const MEASURED = 10;
/** A scan takes 1 to 6 ms; a search of the whole text for each value took 60 to 110 ms. */
const LIMIT_MS = 25;

describe('the scan of a large body', () => {
  it.each([
    ['numbers', `[${'1234567890123,'.repeat(ITEMS)}1]`],
    ['strings', `[${'"aaaaaaaaaaaaaaaaaaaa",'.repeat(ITEMS)}1]`],
    ['members', JSON.stringify(Object.fromEntries(Array.from({ length: ITEMS }, (_, n) => [`name-${n}`, '${a}'])))],
    ['escapes', `[${'"\\u0041\\n",'.repeat(ITEMS)}1]`],
  ])('stays fast after many scans: %s', (_, text) => {
    const bytes = Buffer.from(text);
    const times = Array.from({ length: WARM_UP + MEASURED }, () => {
      const body = bytes.toString('utf8');
      const start = process.cpuUsage();
      parseStrictJson(body, LIMITS);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1_000;
    });

    expect(Math.min(...times.slice(WARM_UP))).toBeLessThan(LIMIT_MS);
  });
});
