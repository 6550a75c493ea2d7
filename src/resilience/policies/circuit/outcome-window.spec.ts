import fc from '../../../../test/support/fast-check.js';
import { OutcomeWindow } from './outcome-window.js';

const SUCCESS = { failed: false, slow: false };
const FAILURE = { failed: true, slow: false };
const SLOW = { failed: false, slow: true };

describe('OutcomeWindow', () => {
  it('counts attempts, failures and slow ones', () => {
    const window = new OutcomeWindow(10_000);
    window.record(500_000, SUCCESS);
    window.record(500_010, FAILURE);
    window.record(502_000, SLOW);
    window.record(504_000, { failed: true, slow: true });

    expect(window.totals(504_000)).toEqual({ attempts: 4, failures: 2, slow: 2 });
  });

  it('drops an outcome at the age of the window, at most a hundredth of the window early', () => {
    const window = new OutcomeWindow(10_000);
    window.record(500_099, FAILURE);

    expect(window.totals(509_999).failures).toBe(1);
    expect(window.totals(510_099).failures).toBe(0);
  });

  it('drops each outcome when it expires, and keeps newer ones', () => {
    const window = new OutcomeWindow(10_000);
    for (const atMs of [0, 2_000, 4_000, 6_000]) window.record(atMs, FAILURE);

    expect([9_000, 11_000, 13_000, 15_000, 17_000].map((atMs) => window.totals(atMs).failures)).toEqual([
      4, 3, 2, 1, 0,
    ]);
  });

  it('is empty after a long pause', () => {
    const window = new OutcomeWindow(10_000);
    window.record(0, FAILURE);
    window.record(86_400_000, SUCCESS);

    expect(window.totals(86_400_000)).toEqual({ attempts: 1, failures: 0, slow: 0 });
  });

  it('is empty after clear()', () => {
    const window = new OutcomeWindow(10_000);
    window.record(1_000, FAILURE);
    window.clear();

    expect(window.totals(1_000)).toEqual({ attempts: 0, failures: 0, slow: 0 });
    window.record(1_000, FAILURE);
    expect(window.totals(1_000)).toEqual({ attempts: 1, failures: 1, slow: 0 });
  });

  it('does not subtract cleared outcomes again when they expire', () => {
    const window = new OutcomeWindow(10_000);
    window.record(500, FAILURE);
    window.clear();
    window.record(1_000, SUCCESS);

    expect(window.totals(10_600)).toEqual({ attempts: 1, failures: 0, slow: 0 });
    expect(window.totals(11_000)).toEqual({ attempts: 0, failures: 0, slow: 0 });
  });

  it('counts every outcome younger than 99 % of the window, and no outcome older than the window, at any rate', () => {
    const steps = fc.array(fc.record({ afterMs: fc.nat(400), failed: fc.boolean() }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(steps, (outcomes) => {
        const window = new OutcomeWindow(1_000);
        const failedAtMs: number[] = [];
        let nowMs = 7_777;
        for (const { afterMs, failed } of outcomes) {
          nowMs += afterMs;
          window.record(nowMs, { failed, slow: false });
          if (failed) failedAtMs.push(nowMs);
          const { failures } = window.totals(nowMs);
          expect(failures).toBeGreaterThanOrEqual(failedAtMs.filter((atMs) => nowMs - atMs <= 990).length);
          expect(failures).toBeLessThanOrEqual(failedAtMs.filter((atMs) => nowMs - atMs < 1_000).length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
