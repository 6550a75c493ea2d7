import { Deadline } from '../../deadline/deadline.js';
import { hedge, HedgeLost } from './hedge.js';

/** Attempts that a test settles, in the order of their start. */
class FakeAttempts {
  readonly started: { resolve: (text: string) => void; reject: (error: Error) => void; deadline: Deadline }[] = [];

  readonly start = (deadline: Deadline): Promise<string> =>
    new Promise((resolve, reject) => {
      this.started.push({ resolve, reject, deadline });
      deadline.onAbort(reject);
    });
}

describe('hedge', () => {
  let attempts: FakeAttempts;
  let deadline: Deadline;
  let acquisitions: number;

  beforeEach(() => {
    jest.useFakeTimers();
    attempts = new FakeAttempts();
    deadline = new Deadline(performance.now(), 8_000);
    acquisitions = 0;
  });
  afterEach(() => {
    deadline.release();
    jest.useRealTimers();
  });

  const hedged = (hasToken = true): Promise<string> =>
    hedge(attempts.start, {
      afterMs: 100,
      deadline,
      acquireToken: () => {
        acquisitions += 1;
        return hasToken;
      },
    });

  it('sends one attempt if its response arrives in time', async () => {
    const result = hedged();
    await jest.advanceTimersByTimeAsync(99);
    attempts.started[0]?.resolve('first');

    await expect(result).resolves.toBe('first');
    await jest.advanceTimersByTimeAsync(100);
    expect([attempts.started.length, acquisitions]).toEqual([1, 0]);
  });

  it('returns the response of the second attempt, and ends the first', async () => {
    const result = hedged();
    await jest.advanceTimersByTimeAsync(100);
    attempts.started[1]?.resolve('second');

    await expect(result).resolves.toBe('second');
    expect(attempts.started[0]?.deadline.signal.reason).toBeInstanceOf(HedgeLost);
    expect(deadline.isOver).toBe(false);
  });

  it('returns the response of a slow first attempt, and ends the second', async () => {
    const result = hedged();
    await jest.advanceTimersByTimeAsync(100);
    attempts.started[0]?.resolve('first');

    await expect(result).resolves.toBe('first');
    expect(attempts.started[1]?.deadline.signal.reason).toBeInstanceOf(HedgeLost);
  });

  it('waits for the remaining attempt if one fails', async () => {
    const result = hedged();
    await jest.advanceTimersByTimeAsync(100);
    attempts.started[1]?.reject(new Error('second failed'));
    await jest.advanceTimersByTimeAsync(10);
    attempts.started[0]?.resolve('first');

    await expect(result).resolves.toBe('first');
  });

  it('throws the first error if both attempts fail', async () => {
    const result = expect(hedged()).rejects.toThrow('first failed');
    await jest.advanceTimersByTimeAsync(100);
    attempts.started[0]?.reject(new Error('first failed'));
    attempts.started[1]?.reject(new Error('second failed'));

    await result;
  });

  it('sends no second attempt if the first fails before the second is due', async () => {
    const result = expect(hedged()).rejects.toThrow('refused');
    attempts.started[0]?.reject(new Error('refused'));
    await result;
    await jest.advanceTimersByTimeAsync(200);

    expect([attempts.started.length, acquisitions]).toEqual([1, 0]);
  });

  it('sends no second attempt if the retry budget is spent', async () => {
    const result = hedged(false);
    await jest.advanceTimersByTimeAsync(500);
    attempts.started[0]?.resolve('first');

    await expect(result).resolves.toBe('first');
    expect([attempts.started.length, acquisitions]).toEqual([1, 1]);
  });

  it('ends both attempts with the call, and leaves no timer behind', async () => {
    const result = expect(hedged()).rejects.toThrow('The client disconnected');
    await jest.advanceTimersByTimeAsync(100);
    deadline.onClientDisconnect();

    await result;
    expect(attempts.started.map((attempt) => attempt.deadline.isOver)).toEqual([true, true]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
