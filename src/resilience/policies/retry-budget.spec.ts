import fc from '../../../test/fast-check.js';
import { RetryBudget } from './retry-budget.js';

function call(budget: RetryBudget, times: number): void {
  for (let made = 0; made < times; made += 1) budget.recordCall();
}

function grantedOf(budget: RetryBudget, requests: number): number {
  return Array.from({ length: requests }, () => budget.trySpend()).filter(Boolean).length;
}

/** Runs of calls and of requests for a retry, in any order: an outage of any shape. */
const history = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('calls' as const), count: fc.integer({ min: 1, max: 150 }) }),
    fc.record({ kind: fc.constant('retries' as const), count: fc.integer({ min: 1, max: 30 }) }),
  ),
  { maxLength: 60 },
);

describe('RetryBudget', () => {
  it('starts with a reserve of ten', () => {
    expect(grantedOf(new RetryBudget({ ratio: 0.1 }), 50)).toBe(10);
  });

  it('earns a retry with ten calls, not with nine', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    grantedOf(budget, 10);

    call(budget, 9);
    expect(budget.trySpend()).toBe(false);
    call(budget, 1);
    expect(budget.trySpend()).toBe(true);
    expect(budget.trySpend()).toBe(false);
  });

  it('loses nothing to rounding over a long outage', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    let granted = 0;
    for (let made = 0; made < 100_000; made += 1) {
      budget.recordCall();
      if (budget.trySpend()) granted += 1;
    }

    expect(granted).toBe(10_009);
  });

  it('saves up no more than its reserve on a quiet day', () => {
    const budget = new RetryBudget({ ratio: 0.1 });

    call(budget, 1_000_000);

    expect(budget.available).toBe(10);
    expect(grantedOf(budget, 50)).toBe(10);
  });

  it('never earns with a ratio of zero', () => {
    const budget = new RetryBudget({ ratio: 0 });
    call(budget, 1_000);

    expect(grantedOf(budget, 50)).toBe(10);
    call(budget, 1_000);
    expect(budget.trySpend()).toBe(false);
  });

  it('shows what is left', () => {
    const budget = new RetryBudget({ ratio: 0.1, reserve: 2 });
    budget.trySpend();
    call(budget, 3);

    expect(budget.available).toBe(1.3);
  });

  it('grants at most a tenth of the calls and ten, over every stretch of any history', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const budget = new RetryBudget({ ratio: 0.1 });
        // Ten times (granted - calls / 10), in whole numbers, so that the expectation rounds nothing.
        let balance = 0;
        let lowest = 0;
        for (const { kind, count } of steps) {
          if (kind === 'calls') call(budget, count);
          balance += kind === 'calls' ? -count : 10 * grantedOf(budget, count);
          lowest = Math.min(lowest, balance);
          expect(balance - lowest).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the bound for any ratio and reserve', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 1_000 }), fc.nat(30), (steps, perMille, reserve) => {
        const budget = new RetryBudget({ ratio: perMille / 1_000, reserve });
        let calls = 0;
        let granted = 0;
        for (const { kind, count } of steps) {
          if (kind === 'calls') call(budget, count);
          if (kind === 'calls') calls += count;
          else granted += grantedOf(budget, count);
          expect(1_000 * granted).toBeLessThanOrEqual(perMille * calls + 1_000 * reserve);
        }
      }),
    );
  });
});

describe('RetryBudget, charged', () => {
  it('has the price of a retry that was made in any case repaid before it grants another', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    for (let charged = 0; charged < 12; charged += 1) budget.charge();

    expect(budget.available).toBe(-2);
    call(budget, 29);
    expect(budget.trySpend()).toBe(false);
    call(budget, 1);
    expect(budget.trySpend()).toBe(true);
  });

  it('goes no deeper into debt than its reserve', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    for (let charged = 0; charged < 1_000; charged += 1) budget.charge();

    expect(budget.available).toBe(-10);
  });

  it('takes nothing from the bound as long as it is not in debt', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    for (let charged = 0; charged < 4; charged += 1) budget.charge();

    expect(grantedOf(budget, 50)).toBe(6);
  });
});
