import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { ClientDisconnected, Deadline } from '../../resilience/deadline/deadline.js';
import { ClaimResult } from '../store/idempotency-store.js';
import { WaitQueues } from './wait-queues.js';

const BUSY = { kind: 'busy', leaseMs: 10_000 } as const;
const NEW: ClaimResult = { kind: 'new', isKeyUsedByOtherScope: false };
const REPLAY = { kind: 'replay', output: '"one"' } as const;

/** A waiting call: the times of its store queries, and its result. */
interface WaitingCall {
  result?: ClaimResult | Error;
  readonly queriedAtMs: number[];
  readonly deadline: Deadline;
}

describe('WaitQueues', () => {
  let queues: WaitQueues;
  let stored: ClaimResult;
  let startedAtMs: number;

  beforeEach(() => {
    jest.useFakeTimers();
    queues = new WaitQueues();
    stored = BUSY;
    startedAtMs = performance.now();
  });

  afterEach(() => jest.useRealTimers());

  function start(id = 'key', limitMs = 8_000): WaitingCall {
    const call: WaitingCall = { queriedAtMs: [], deadline: new Deadline(performance.now(), limitMs) };
    const requestClaim = async (): Promise<ClaimResult> => {
      call.queriedAtMs.push(performance.now() - startedAtMs);
      const reply = stored;
      if (reply.kind === 'new') stored = BUSY;
      return reply;
    };
    queues.waitForClaim(id, requestClaim, call.deadline).then(
      (result) => (call.result = result),
      (error: Error) => (call.result = error),
    );
    return call;
  }

  it('queries the store at once, again after 10 ms, and then at growing intervals up to 100 ms', async () => {
    const { queriedAtMs } = start();

    await jest.advanceTimersByTimeAsync(500);

    expect(queriedAtMs).toEqual([0, 10, 30, 70, 150, 250, 350, 450]);
  });

  it('does not query again for a client that has disconnected, even after a notification', async () => {
    const call = start();
    queues.notify('key');
    call.deadline.onClientDisconnect();

    await jest.advanceTimersByTimeAsync(500);

    expect(call.queriedAtMs).toEqual([0]);
    expect(call.result).toBeInstanceOf(ClientDisconnected);
  });

  it('returns every result of the store except busy', async () => {
    for (const result of [NEW, REPLAY, { kind: 'unknown' }, { kind: 'mismatch' }] as const) {
      stored = result;
      const call = start();
      await jest.advanceTimersByTimeAsync(0);
      expect(call.result).toEqual(result);
    }
  });

  it.each([REPLAY, { kind: 'unknown' }, { kind: 'mismatch' }] as const)(
    'queries once for all calls of a queue, and returns the result to all of them: $kind',
    async (result) => {
      const calls = Array.from({ length: 250 }, () => start());
      await jest.advanceTimersByTimeAsync(100);
      stored = result;
      await jest.advanceTimersByTimeAsync(50);

      expect(calls.map(({ result }) => result)).toEqual(Array(250).fill(result));
      expect(calls.flatMap(({ queriedAtMs }) => queriedAtMs)).toEqual([0, 10, 30, 70, 150]);
    },
  );

  it('returns the result of an owner in this process to all calls at once', async () => {
    const calls = [start(), start(), start()];
    await jest.advanceTimersByTimeAsync(20);

    queues.notify('key', REPLAY);
    await jest.advanceTimersByTimeAsync(0);

    expect(calls.map(({ result }) => result)).toEqual([REPLAY, REPLAY, REPLAY]);
  });

  it.each(['""', '', '0', 'false', 'null'])('returns the output %j', async (output) => {
    const call = start();
    await jest.advanceTimersByTimeAsync(0);

    queues.notify('key', { kind: 'replay', output });
    await jest.advanceTimersByTimeAsync(0);

    expect(call.result).toEqual({ kind: 'replay', output });
  });

  it('lets one call at a time claim the key of a failed owner', async () => {
    const [first, second, third] = [start(), start(), start()];
    await jest.advanceTimersByTimeAsync(75);
    stored = NEW;
    queues.notify('key');
    await jest.advanceTimersByTimeAsync(0);

    expect(first.result).toEqual(NEW);
    expect(first.queriedAtMs).toEqual([0, 10, 30, 70, 75]);
    expect([second.result, third.result]).toEqual([undefined, undefined]);
    expect([second.queriedAtMs, third.queriedAtMs]).toEqual([[75], []]);
  });

  it('lets the next call query the store when the first one has finished or disconnected', async () => {
    const [first, second] = [start(), start()];
    await jest.advanceTimersByTimeAsync(5);
    first.deadline.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(0);
    expect(first.result).toBeInstanceOf(ClientDisconnected);
    expect(second.queriedAtMs).toEqual([5]);

    stored = REPLAY;
    await jest.advanceTimersByTimeAsync(20);

    expect(second.result).toEqual(REPLAY);
  });

  it('queries the store separately for calls with different ids', async () => {
    const [one, other] = [start('one'), start('other')];
    await jest.advanceTimersByTimeAsync(5);

    queues.notify('one', REPLAY);
    await jest.advanceTimersByTimeAsync(1);

    expect(one.result).toEqual(REPLAY);
    expect(other.result).toBeUndefined();
  });

  it('returns the remaining lease time shortly before the deadline', async () => {
    const calls = [start('key', 1_000), start('key', 1_000)];

    await jest.advanceTimersByTimeAsync(899);
    expect(calls.map(({ result }) => result)).toEqual([undefined, undefined]);
    await jest.advanceTimersByTimeAsync(1);

    expect(calls.map(({ result }) => result)).toEqual([
      { kind: 'busy', leaseMs: 9_950 },
      { kind: 'busy', leaseMs: 9_950 },
    ]);
    expect(calls.map(({ queriedAtMs }) => queriedAtMs.at(-1))).toEqual([850, undefined]);
    for (const { deadline } of calls) deadline.release();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not wait if less than 100 ms are left for the call, but queries the store unless another call is querying it', async () => {
    const [first, second] = [start('key', 100), start('key', 100)];
    await jest.advanceTimersByTimeAsync(0);

    expect(first.result).toMatchObject({ kind: 'busy', leaseMs: 10_000 });
    expect(second.result).toMatchObject({ kind: 'busy' });
    expect([first.queriedAtMs, second.queriedAtMs]).toEqual([[0], []]);
  });

  it('throws the error of a failed query, and lets the next call query the store', async () => {
    const call = start();
    const failing = new Deadline(performance.now(), 8_000);
    const failed = queues.waitForClaim('other', () => Promise.reject(new Error('no store')), failing);
    const expectation = expect(failed).rejects.toThrow('no store');

    await jest.advanceTimersByTimeAsync(10);

    await expectation;
    expect(call.result).toBeUndefined();
  });

  it('keeps waiting for a known owner while the store fails, until its lease ends', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    let asks = 0;
    const requestClaim = async (): Promise<ClaimResult> => {
      asks += 1;
      if (asks === 1) return { kind: 'busy', leaseMs: 2_000 };
      throw new StoreUnavailable({ mayHaveBeenApplied: false });
    };
    const result = queues.waitForClaim('key', requestClaim, deadline);
    const expectation = expect(result).rejects.toThrow(StoreUnavailable);
    let isOver = false;
    result.catch(() => (isOver = true));

    await jest.advanceTimersByTimeAsync(1_990);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(100);

    expect(isOver).toBe(true);
    await expectation;
  });

  describe('while the store has just begun to fail', () => {
    let failsUntilMs: number;
    let asks: number;
    const requestClaim = async (): Promise<ClaimResult> => {
      asks += 1;
      const nowMs = performance.now() - startedAtMs;
      if (nowMs >= failsUntilMs) return NEW;
      throw new StoreUnavailable({ mayHaveBeenApplied: false, retryForMs: Math.max(0, 1_000 - nowMs) });
    };
    const wait = (limitMs: number): Promise<ClaimResult | Error> =>
      queues
        .waitForClaim('key', requestClaim, new Deadline(performance.now(), limitMs))
        .catch((error: Error) => Promise.resolve(error));

    beforeEach(() => {
      failsUntilMs = 400;
      asks = 0;
    });

    it('queries the store again until it recovers', async () => {
      const result = wait(8_000);
      await jest.advanceTimersByTimeAsync(475);
      expect(await result).toEqual(NEW);
      expect(asks).toBe(7);
    });

    it('throws the error of the store as soon as the store has failed for too long', async () => {
      failsUntilMs = 60_000;
      const result = wait(8_000);
      await jest.advanceTimersByTimeAsync(1_100);
      expect(await result).toBeInstanceOf(StoreUnavailable);
    });

    it('throws the error of the store while enough time is left to respond', async () => {
      const result = wait(300);
      await jest.advanceTimersByTimeAsync(200);
      expect(await result).toBeInstanceOf(StoreUnavailable);
    });

    it('returns the result of an owner in this process', async () => {
      const result = wait(8_000);
      await jest.advanceTimersByTimeAsync(30);
      queues.notify('key', REPLAY);
      expect(await result).toEqual(REPLAY);
    });
  });

  it('gets the result of an owner that finishes during a query', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    let reply = (_result: ClaimResult): void => undefined;
    const result = queues.waitForClaim('key', () => new Promise((resolve) => (reply = resolve)), deadline);
    await jest.advanceTimersByTimeAsync(0);

    queues.notify('key', REPLAY);
    reply(BUSY);
    await jest.advanceTimersByTimeAsync(0);

    await expect(result).resolves.toEqual(REPLAY);
  });
});
