import { getEventListeners } from 'node:events';
import { DeadlineExceeded } from '../../errors/limit-errors.js';
import { ClientDisconnected, Deadline } from './deadline.js';

/** Returns a deadline that starts now. */
const deadlineOf = (limitMs: number): Deadline => new Deadline(performance.now(), limitMs);

const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('Deadline', () => {
  it('ends at its time limit and not before, and its reason is the failure for the response', () => {
    const deadline = deadlineOf(8_000);

    jest.advanceTimersByTime(7_999);
    expect([deadline.signal.aborted, deadline.remainingMs]).toEqual([false, 1]);
    jest.advanceTimersByTime(1);

    expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceeded);
    expect(deadline.signal.reason).toMatchObject({
      message: 'The call exceeded its limit of 8000 ms',
      statusCode: 504,
      retryAfterMs: 5_000,
    });
  });

  it('counts from the arrival, even if it is created later', () => {
    const deadline = new Deadline(performance.now() - 7_900, 8_000);

    expect(deadline.remainingMs).toBe(100);
    jest.advanceTimersByTime(100);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('never has a negative time left', () => {
    const deadline = new Deadline(performance.now() - 60_000, 8_000);

    expect(deadline.remainingMs).toBe(0);
    jest.advanceTimersByTime(1);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceeded);
  });

  it('accepts a limit that exceeds the maximum of a timer', () => {
    const deadline = deadlineOf(3_000_000_000);

    jest.advanceTimersByTime(60_000);

    expect(deadline.signal.aborted).toBe(false);
    deadline.release();
  });

  it('keeps the reason of an abort after a later disconnect and timeout', () => {
    const deadline = deadlineOf(8_000);
    const reason = new Error('stopping');

    deadline.abort(reason);
    deadline.onClientDisconnect();
    jest.advanceTimersByTime(8_000);

    expect(deadline.signal.reason).toBe(reason);
  });

  it('leaves no timer behind after a release, an abort and a timeout', () => {
    const deadlines = [deadlineOf(8_000), deadlineOf(8_000), deadlineOf(10)];

    deadlines[0]?.release();
    deadlines[1]?.abort(new Error('aborted'));
    jest.advanceTimersByTime(10);

    expect(jest.getTimerCount()).toBe(0);
    expect(deadlines[0]?.signal.aborted).toBe(false);
  });
});

describe('Deadline, checked before work starts', () => {
  it('rejects work that needs more time than is left, and does not abort running work', () => {
    const deadline = deadlineOf(1_000);
    jest.advanceTimersByTime(951);

    expect(() => deadline.throwIfOver(50)).toThrow('The call exceeded its limit of 1000 ms');
    expect(() => deadline.throwIfOver(49)).not.toThrow();
    expect(deadline.signal.aborted).toBe(false);
  });
});

describe('Deadline.race', () => {
  it('returns the result of work that completes in time, and keeps no listener', async () => {
    const deadline = deadlineOf(1_000);

    await expect(deadline.race(Promise.resolve(0))).resolves.toBe(0);
    await expect(deadline.race(Promise.reject(new Error('no such customer')))).rejects.toThrow('no such customer');

    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
  });

  it('rejects at its end, even if the work ignores the signal', async () => {
    const deadline = deadlineOf(1_000);
    const outcome = expect(deadline.race(never())).rejects.toBeInstanceOf(DeadlineExceeded);

    jest.advanceTimersByTime(1_000);

    await outcome;
  });

  it('rejects at once if the call is over, also for work that fails later', async () => {
    const deadline = deadlineOf(1_000);
    deadline.onClientDisconnect();
    const failing = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too late')), 10));

    await expect(deadline.race(failing)).rejects.toBeInstanceOf(ClientDisconnected);
    await jest.advanceTimersByTimeAsync(10);
  });
});

describe('The deadline of a part of a call', () => {
  it('ends earlier than the call, by the margin', () => {
    const part = deadlineOf(1_000).withMargin(50);

    jest.advanceTimersByTime(949);
    expect(part.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);

    expect(part.signal.reason).toBeInstanceOf(DeadlineExceeded);
  });

  it('ends with the call, for the same reason', () => {
    const deadline = deadlineOf(1_000);
    const part = deadline.withMargin(50);

    deadline.onClientDisconnect();

    expect(part.signal.reason).toBe(deadline.signal.reason);
    expect(deadline.withMargin(50).signal.reason).toBe(deadline.signal.reason);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('has no time left if the call has less time left than the margin', () => {
    expect(deadlineOf(40).withMargin(50).remainingMs).toBe(0);
  });

  it('does not end the call when it ends', () => {
    const deadline = deadlineOf(1_000);
    deadline.withMargin(50).abort(new Error('no longer needed'));

    expect(deadline.signal.aborted).toBe(false);
    expect(getEventListeners(deadline.signal, 'abort')).toEqual([]);
  });

  it('ends at the same time as the call if it is an independent copy, even after the client disconnects', () => {
    const deadline = deadlineOf(1_000);
    jest.advanceTimersByTime(400);
    const detached = deadline.independentCopy();

    deadline.onClientDisconnect();
    expect([detached.signal.aborted, detached.remainingMs]).toEqual([false, 600]);
    jest.advanceTimersByTime(600);

    expect(detached.signal.reason).toBeInstanceOf(DeadlineExceeded);
  });
});
