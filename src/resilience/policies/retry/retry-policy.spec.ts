import fc from '../../../../test/support/fast-check.js';
import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { Backoff } from './backoff.js';
import { RetryBudget } from './retry-budget.js';
import { type AttemptContext, type AttemptFailure, RetryPolicy } from './retry-policy.js';

const NOT_SENT: AttemptFailure = { kind: 'not-sent' };
const NO_RESPONSE: AttemptFailure = { kind: 'no-response' };
const responded = (status: number, retryAfterMs?: number): AttemptFailure => ({
  kind: 'response',
  status,
  retryAfterMs,
});

const CLOSED = { state: { kind: 'closed' as const } };
const OPEN = { state: { kind: 'open' as const, nextProbeAtMs: 0 } };
const READ: AttemptContext = { attempt: 1, repeatable: true, remainingMs: 8_000 };
const WRITE: AttemptContext = { attempt: 1, repeatable: false, remainingMs: 8_000 };

/** Returns a policy with three attempts, base 200 ms and 1 s, and jitter that is always in the middle. */
function policyWith({ budget = new RetryBudget({ ratio: 0.1 }), draw = 0.5, maxWaitMs = 0 } = {}): RetryPolicy {
  const baseMs = { transient: 200, throttled: 1_000 };
  return new RetryPolicy({
    maxAttempts: 3,
    backoff: new Backoff({ baseMs, capMs: 5_000, random: () => draw }),
    budget,
    maxWaitMs,
  });
}

describe('RetryPolicy: kinds of failures', () => {
  it.each([
    ['a connection that was refused', NOT_SENT],
    ['a 429', responded(429)],
    ['a 500', responded(500)],
    ['a 502', responded(502)],
    ['a 503', responded(503)],
    ['a 504', responded(504)],
    ['a 599', responded(599)],
    ['a request without a response', NO_RESPONSE],
  ])('repeats a read after %s', (_name, failure) => {
    expect(policyWith().decide(failure, READ).retry).toBe(true);
  });

  it.each([
    ['a connection that was refused', NOT_SENT],
    ['a 429', responded(429)],
    ['a 503', responded(503)],
  ])('repeats a write without a key after %s, because nothing was executed', (_name, failure) => {
    expect(policyWith().decide(failure, WRITE).retry).toBe(true);
  });

  it.each([
    ['a 500', responded(500)],
    ['a 502', responded(502)],
    ['a 504', responded(504)],
    ['a 500 with Retry-After', responded(500, 1_000)],
    ['a request without a response', NO_RESPONSE],
  ])('does not repeat a write without a key after %s, because it may have been executed', (_name, failure) => {
    expect(policyWith().decide(failure, WRITE)).toEqual({ retry: false, reason: 'not-retryable' });
  });

  it.each([301, 400, 401, 403, 404, 408, 409, 422, 425, 499, 501])(
    'never repeats a request with status %i',
    (status) => {
      expect(policyWith().decide(responded(status), READ)).toEqual({ retry: false, reason: 'not-retryable' });
      expect(policyWith().decide(responded(status, 1_000), READ)).toEqual({ retry: false, reason: 'not-retryable' });
    },
  );

  it('repeats a read on a stale connection at once, but not a write', () => {
    expect(policyWith().decide({ kind: 'stale' }, READ)).toEqual({ retry: true, afterMs: 0 });
    expect(policyWith().decide({ kind: 'stale' }, WRITE)).toEqual({ retry: false, reason: 'not-retryable' });
  });

  it('never repeats permanent failures', () => {
    expect(policyWith().decide({ kind: 'final' }, READ)).toEqual({ retry: false, reason: 'not-retryable' });
  });
});

describe('RetryPolicy: limits', () => {
  it('makes three attempts and no more', () => {
    expect(policyWith().decide(NOT_SENT, { ...READ, attempt: 2 }).retry).toBe(true);
    expect(policyWith().decide(NOT_SENT, { ...READ, attempt: 3 })).toEqual({ retry: false, reason: 'attempts-spent' });
  });

  it('stops when the retry budget is spent', async () => {
    const policy = policyWith({ budget: new RetryBudget({ ratio: 0.1, maxTokens: 1 }) });
    const acquire = (): Promise<boolean> => policy.acquireToken(NOT_SENT, new FakeDeadline(), CLOSED);

    expect(await acquire()).toBe(true);
    expect(await acquire()).toBe(false);
    for (let successes = 0; successes < 10; successes += 1) policy.recordSuccess();
    expect(await acquire()).toBe(true);
  });

  it('does not wait for budget while the circuit is open', async () => {
    const budget = new RetryBudget({ ratio: 0.1, maxTokens: 0 });
    const policy = policyWith({ budget, maxWaitMs: 3_600_000 });

    expect(await policy.acquireToken(NOT_SENT, new FakeDeadline(), OPEN)).toBe(false);
  });

  it('repeats a read on a stale connection even if the retry budget is spent, within the other limits', async () => {
    const budget = new RetryBudget({ ratio: 0.1, maxTokens: 1 });
    const policy = policyWith({ budget });

    expect(await policy.acquireToken({ kind: 'stale' }, new FakeDeadline(), CLOSED)).toBe(true);
    expect(await policy.acquireToken({ kind: 'stale' }, new FakeDeadline(), CLOSED)).toBe(true);
    expect(budget.available).toBe(-1);
    expect(policy.decide({ kind: 'stale' }, { ...READ, attempt: 3 }).retry).toBe(false);
    expect(policy.decide({ kind: 'stale' }, { ...READ, remainingMs: 49 }).retry).toBe(false);
  });
});

describe('RetryPolicy: waits', () => {
  it('doubles the wait with each retry, and waits longer after a 429', () => {
    expect(policyWith().decide(responded(500), READ)).toEqual({ retry: true, afterMs: 100 });
    expect(policyWith().decide(responded(500), { ...READ, attempt: 2 })).toEqual({ retry: true, afterMs: 200 });
    expect(policyWith().decide(responded(429), READ)).toEqual({ retry: true, afterMs: 500 });
    expect(policyWith().decide(responded(429), { ...READ, attempt: 2 })).toEqual({ retry: true, afterMs: 1_000 });
  });

  it('waits for Retry-After plus jitter', () => {
    expect(policyWith().decide(responded(429, 2_000), READ)).toEqual({ retry: true, afterMs: 2_100 });
    expect(policyWith().decide(responded(503, 2_000), WRITE)).toEqual({ retry: true, afterMs: 2_100 });
    expect(policyWith({ draw: 0 }).decide(responded(502, 2_000), READ)).toEqual({ retry: true, afterMs: 2_000 });
    expect(policyWith().decide(responded(429, 0), READ)).toEqual({ retry: true, afterMs: 100 });
  });

  it('omits jitter that would exceed the deadline', () => {
    expect(policyWith().decide(responded(429, 2_000), { ...READ, remainingMs: 2_080 })).toEqual({
      retry: true,
      afterMs: 2_030,
    });
  });

  it('fails at once if the wait and 50 ms for the attempt would exceed the deadline', () => {
    const tooLate = { retry: false, reason: 'deadline-too-near' };

    expect(policyWith().decide(responded(429, 2_000), { ...READ, remainingMs: 2_050 }).retry).toBe(true);
    expect(policyWith().decide(responded(429, 2_000), { ...READ, remainingMs: 2_049 })).toEqual(tooLate);
    expect(policyWith().decide(responded(500), { ...READ, remainingMs: 150 }).retry).toBe(true);
    expect(policyWith().decide(responded(500), { ...READ, remainingMs: 149 })).toEqual(tooLate);
    expect(policyWith({ draw: 0 }).decide(NOT_SENT, { ...READ, remainingMs: 49 })).toEqual(tooLate);
  });

  it('never waits beyond the deadline or less than Retry-After', () => {
    const failure = fc.oneof(
      fc.constantFrom(NOT_SENT, NO_RESPONSE),
      fc.record({
        kind: fc.constant('response' as const),
        status: fc.integer({ min: 300, max: 599 }),
        retryAfterMs: fc.option(fc.nat(10_000), { nil: undefined }),
      }),
    );
    const context = fc.record({
      attempt: fc.integer({ min: 1, max: 4 }),
      repeatable: fc.boolean(),
      remainingMs: fc.nat(9_000),
    });
    fc.assert(
      fc.property(failure, context, fc.double({ min: 0, max: 0.999, noNaN: true }), (failed, left, draw) => {
        const decision = policyWith({ draw }).decide(failed, left);
        if (!decision.retry) return;
        expect(decision.afterMs + 50).toBeLessThanOrEqual(left.remainingMs);
        expect(decision.afterMs).toBeGreaterThanOrEqual((failed.kind === 'response' && failed.retryAfterMs) || 0);
      }),
      { numRuns: 500 },
    );
  });
});
