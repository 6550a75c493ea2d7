import fc from '../../../../test/support/fast-check.js';
import { Backoff } from './backoff.js';

const BASE_MS = { transient: 200, throttled: 1_000 };

function backoffThatDraws(draw: number): Backoff {
  return new Backoff({ baseMs: BASE_MS, capMs: 5_000, random: () => draw });
}

describe('Backoff', () => {
  it.each([
    [0, 100],
    [1, 200],
    [2, 400],
    [3, 800],
  ])('doubles its maximum with every retry: after %i retries, half of the maximum is %i ms', (retries, expectedMs) => {
    expect(backoffThatDraws(0.5).delayMs('transient', retries)).toBe(expectedMs);
  });

  it('waits longer after a 429', () => {
    expect(backoffThatDraws(0.5).delayMs('throttled', 0)).toBe(500);
    expect(backoffThatDraws(0.5).delayMs('throttled', 2)).toBe(2_000);
  });

  it('can be 0 ms, because the whole wait is random', () => {
    expect(backoffThatDraws(0).delayMs('throttled', 3)).toBe(0);
  });

  it('never waits longer than its cap', () => {
    expect(backoffThatDraws(0.5).delayMs('transient', 10)).toBe(2_500);
    expect(backoffThatDraws(0.5).delayMs('transient', 100_000)).toBe(2_500);
  });

  it('returns 0 ms for a base of zero, even after many retries', () => {
    const backoff = new Backoff({ baseMs: { transient: 0, throttled: 0 }, capMs: 5_000, random: () => 0.5 });

    expect(backoff.delayMs('transient', 100_000)).toBe(0);
  });

  it('returns a wait between 0 and the cap with the default random source', () => {
    const backoff = new Backoff({ baseMs: BASE_MS, capMs: 5_000 });

    fc.assert(
      fc.property(fc.nat(2_000), (retries) => {
        const delayMs = backoff.delayMs('transient', retries);
        return delayMs >= 0 && delayMs < 5_000;
      }),
    );
  });
});
