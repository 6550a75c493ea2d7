import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { Backoff } from './backoff.js';
import { retry, type RetryOptions } from './retry.js';
import { RetryBudget } from './retry-budget.js';
import { RetryPolicy } from './retry-policy.js';

const REFUSED = new Error('connection refused');

/** Returns options with a back-off of 100 ms, then 200 ms, in a call with a deadline of 8 s. */
function optionsWith(changed: Partial<RetryOptions> = {}, budget = new RetryBudget({ ratio: 0.1 })): RetryOptions {
  const backoff = new Backoff({ baseMs: { transient: 200, throttled: 1_000 }, capMs: 5_000, random: () => 0.5 });
  return {
    policy: new RetryPolicy({ maxAttempts: 3, backoff, budget, maxWaitMs: 400 }),
    classify: () => ({ kind: 'not-sent' }),
    repeatable: true,
    circuit: { state: { kind: 'closed' } },
    deadline: new FakeDeadline(() => 8_000),
    ...changed,
  };
}

/** Fails the given number of times, then succeeds. Records the instant of each attempt. */
function upstreamThatFails(times: number) {
  const attemptedAtMs: number[] = [];
  const startedAtMs = performance.now();
  const attempt = async (number: number): Promise<string> => {
    attemptedAtMs.push(performance.now() - startedAtMs);
    if (number <= times) throw REFUSED;
    return `attempt ${number}`;
  };
  return { attempt, attemptedAtMs };
}

describe('retry', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('returns the result of the first successful attempt', async () => {
    const { attempt, attemptedAtMs } = upstreamThatFails(2);
    const result = retry(attempt, optionsWith());

    await jest.runAllTimersAsync();

    await expect(result).resolves.toBe('attempt 3');
    expect(attemptedAtMs).toEqual([0, 100, 300]);
  });

  it("rethrows the last attempt's own error when the attempts are spent", async () => {
    let failed = 0;
    const result = retry(async () => {
      failed += 1;
      throw new Error(`failure ${failed}`);
    }, optionsWith());
    const expectation = expect(result).rejects.toThrow('failure 3');

    await jest.runAllTimersAsync();

    await expectation;
  });

  it('makes no further attempt if the wait before it does not fit into the deadline', async () => {
    const { attempt, attemptedAtMs } = upstreamThatFails(5);
    const deadlineMs = performance.now() + 320;
    const result = retry(attempt, optionsWith({ deadline: new FakeDeadline(() => deadlineMs - performance.now()) }));
    const expectation = expect(result).rejects.toBe(REFUSED);

    await jest.runAllTimersAsync();

    await expectation;
    expect(attemptedAtMs).toEqual([0, 100]);
  });

  it('stops at once after a permanent failure', async () => {
    const { attempt, attemptedAtMs } = upstreamThatFails(5);

    await expect(retry(attempt, optionsWith({ classify: () => ({ kind: 'final' }) }))).rejects.toBe(REFUSED);
    expect(attemptedAtMs).toEqual([0]);
  });

  it('does not repeat a call that may have been executed and is not repeatable', async () => {
    const { attempt, attemptedAtMs } = upstreamThatFails(5);
    const options = optionsWith({ repeatable: false, classify: () => ({ kind: 'no-response' }) });

    await expect(retry(attempt, options)).rejects.toBe(REFUSED);
    expect(attemptedAtMs).toEqual([0]);
  });

  it("wakes from a wait at once, with the deadline's reason", async () => {
    const call = new FakeDeadline();
    const reason = new Error('the caller hung up');
    const { attempt, attemptedAtMs } = upstreamThatFails(5);
    const result = retry(attempt, optionsWith({ deadline: call }));
    await jest.advanceTimersByTimeAsync(150);

    call.abort(reason);

    await expect(result).rejects.toBe(reason);
    expect(attemptedAtMs).toEqual([0, 100]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('makes no attempt for a call that is over', async () => {
    const reason = new Error('out of time');
    const { attempt, attemptedAtMs } = upstreamThatFails(0);

    await expect(retry(attempt, optionsWith({ deadline: FakeDeadline.over(reason) }))).rejects.toBe(reason);
    expect(attemptedAtMs).toEqual([]);
  });

  it("throws the attempt's own error if the call ends during it, without spending a retry", async () => {
    const call = new FakeDeadline();
    const budget = new RetryBudget({ ratio: 0.1 });
    const attempt = async (): Promise<never> => {
      call.abort(new Error('out of time'));
      throw REFUSED;
    };

    await expect(retry(attempt, optionsWith({ deadline: call }, budget))).rejects.toBe(REFUSED);
    expect(budget.available).toBe(10);
  });

  it('reports every failed attempt and the decision', async () => {
    const decisions: unknown[] = [];
    const result = retry(
      upstreamThatFails(5).attempt,
      optionsWith({ onDecision: (decision, failure, attempt) => decisions.push([attempt, failure.kind, decision]) }),
    );
    const expectation = expect(result).rejects.toBe(REFUSED);

    await jest.runAllTimersAsync();

    await expectation;
    expect(decisions).toEqual([
      [1, 'not-sent', { retry: true, afterMs: 100 }],
      [2, 'not-sent', { retry: true, afterMs: 200 }],
      [3, 'not-sent', { retry: false, reason: 'attempts-spent' }],
    ]);
  });

  it('makes 1,010 attempts for 1,000 calls of an upstream that is down, not 3,000', async () => {
    const options = optionsWith();
    let attempts = 0;
    const attempt = async (): Promise<never> => {
      attempts += 1;
      throw REFUSED;
    };

    for (let call = 0; call < 1_000; call += 1) {
      const result = retry(attempt, options).catch(() => 'failed');
      await jest.advanceTimersByTimeAsync(700);
      await result;
    }

    expect(attempts).toBe(1_010);
  });

  it('retries with a token that another call earns during the wait, and counts this wait as back-off', async () => {
    const budget = new RetryBudget({ ratio: 1, maxTokens: 1 });
    budget.trySpend();
    const { attempt, attemptedAtMs } = upstreamThatFails(1);
    const result = retry(attempt, optionsWith({}, budget));
    await jest.advanceTimersByTimeAsync(60);

    budget.recordSuccess();
    await jest.runAllTimersAsync();

    await expect(result).resolves.toBe('attempt 2');
    expect(attemptedAtMs).toEqual([0, 100]);
  });
});
