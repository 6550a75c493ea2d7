import fc from '../../../../test/support/fast-check.js';
import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { RetryBudget } from './retry-budget.js';

function succeed(budget: RetryBudget, times: number): void {
  for (let made = 0; made < times; made += 1) budget.recordSuccess();
}

function grantedOf(budget: RetryBudget, requests: number): number {
  return Array.from({ length: requests }, () => budget.trySpend()).filter(Boolean).length;
}

/** Runs of successes and of requests for a retry, in any order: an incident of any shape. */
const history = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('successes' as const), count: fc.integer({ min: 1, max: 150 }) }),
    fc.record({ kind: fc.constant('retries' as const), count: fc.integer({ min: 1, max: 30 }) }),
  ),
  { maxLength: 60 },
);

describe('RetryBudget', () => {
  it('starts with ten tokens', () => {
    expect(grantedOf(new RetryBudget({ ratio: 0.1 }), 50)).toBe(10);
  });

  it('earns a retry with ten successes, not with nine', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    grantedOf(budget, 10);

    succeed(budget, 9);
    expect(budget.trySpend()).toBe(false);
    succeed(budget, 1);
    expect(budget.trySpend()).toBe(true);
    expect(budget.trySpend()).toBe(false);
  });

  it('grants every earned retry over a long incident, despite rounding', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    let granted = 0;
    for (let made = 0; made < 100_000; made += 1) {
      budget.recordSuccess();
      if (budget.trySpend()) granted += 1;
    }

    expect(granted).toBe(10_009);
  });

  it('never has more than maxTokens', () => {
    const budget = new RetryBudget({ ratio: 0.1 });

    succeed(budget, 1_000_000);

    expect(budget.available).toBe(10);
    expect(grantedOf(budget, 50)).toBe(10);
  });

  it('never earns a retry with a ratio of zero', () => {
    const budget = new RetryBudget({ ratio: 0 });
    succeed(budget, 1_000);

    expect(grantedOf(budget, 50)).toBe(10);
    succeed(budget, 1_000);
    expect(budget.trySpend()).toBe(false);
  });

  it('reports the tokens left, including fractions', () => {
    const budget = new RetryBudget({ ratio: 0.1, maxTokens: 2 });
    budget.trySpend();
    succeed(budget, 3);

    expect(budget.available).toBe(1.3);
  });

  it('grants at most ten retries plus a tenth of the successes, in every part of any history', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const budget = new RetryBudget({ ratio: 0.1 });
        // Ten times (granted - successes / 10), in whole numbers, so that nothing is rounded.
        let balance = 0;
        let lowest = 0;
        for (const { kind, count } of steps) {
          if (kind === 'successes') succeed(budget, count);
          balance += kind === 'successes' ? -count : 10 * grantedOf(budget, count);
          lowest = Math.min(lowest, balance);
          expect(balance - lowest).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('grants at most maxTokens plus the earned retries, for any ratio and maxTokens', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 1_000 }), fc.nat(30), (steps, perMille, maxTokens) => {
        const budget = new RetryBudget({ ratio: perMille / 1_000, maxTokens });
        let successes = 0;
        let granted = 0;
        for (const { kind, count } of steps) {
          if (kind === 'successes') succeed(budget, count);
          if (kind === 'successes') successes += count;
          else granted += grantedOf(budget, count);
          expect(1_000 * granted).toBeLessThanOrEqual(perMille * successes + 1_000 * maxTokens);
        }
      }),
    );
  });
});

describe('RetryBudget, with forced retries', () => {
  it('recovers the cost of a forced retry before it grants another', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    for (let charged = 0; charged < 12; charged += 1) budget.charge();

    expect(budget.available).toBe(-2);
    succeed(budget, 29);
    expect(budget.trySpend()).toBe(false);
    succeed(budget, 1);
    expect(budget.trySpend()).toBe(true);
  });

  it('has a balance of at least minus maxTokens, however many retries are forced', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    for (let charged = 0; charged < 1_000; charged += 1) budget.charge();

    expect(budget.available).toBe(-10);
  });

  it('has six of ten tokens left after four forced retries', () => {
    const budget = new RetryBudget({ ratio: 0.1 });
    for (let charged = 0; charged < 4; charged += 1) budget.charge();

    expect(grantedOf(budget, 50)).toBe(6);
  });
});

describe('RetryBudget, spent', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const spentBudget = (): RetryBudget => {
    const budget = new RetryBudget({ ratio: 0.5, maxTokens: 1 });
    budget.trySpend();
    return budget;
  };
  const circuit = {};

  it('grants the tokens of later successes to the retries that wait, the oldest first', async () => {
    const budget = spentBudget();
    const granted: number[] = [];
    for (const retry of [1, 2, 3])
      void budget.spendWithin(1_000, new FakeDeadline(), circuit).then((isGranted) => isGranted && granted.push(retry));

    succeed(budget, 4);
    await jest.advanceTimersByTimeAsync(0);

    expect(granted).toEqual([1, 2]);
    expect(budget.available).toBe(0);
  });

  it('ends a wait without a token after its limit', async () => {
    const wait = spentBudget().spendWithin(1_000, new FakeDeadline(), circuit);
    await jest.advanceTimersByTimeAsync(1_000);

    await expect(wait).resolves.toBe(false);
  });

  it('ends the waits of a circuit that has opened, and no others', async () => {
    const budget = spentBudget();
    const ended = budget.spendWithin(1_000, new FakeDeadline(), circuit);
    const other = budget.spendWithin(1_000, new FakeDeadline(), {});

    budget.endWaits(circuit);
    succeed(budget, 2);

    await expect(ended).resolves.toBe(false);
    await expect(other).resolves.toBe(true);
  });

  it('ends a wait with its call, and leaves no timer behind', async () => {
    const budget = spentBudget();
    const call = new FakeDeadline();
    const reason = new Error('the caller hung up');
    const wait = budget.spendWithin(1_000, call, circuit);

    call.abort(reason);

    await expect(wait).rejects.toBe(reason);
    succeed(budget, 2);
    expect(budget.available).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
    expect(call.listeners.size).toBe(0);
  });
});
