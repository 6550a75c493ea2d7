import { ClientDisconnected, Deadline } from '../../resilience/deadline/deadline.js';
import { SingleFlight } from './single-flight.js';

describe('SingleFlight', () => {
  let singleFlight: SingleFlight<string>;

  beforeEach(() => {
    jest.useFakeTimers();
    singleFlight = new SingleFlight();
  });
  afterEach(() => jest.useRealTimers());

  const deadlineOf = (limitMs: number): Deadline => new Deadline(performance.now(), limitMs);
  /**
   * Returns work with a duration, which the deadline can end earlier. `begun` collects the deadlines of started work.
   */
  const work =
    (takesMs: number, begun: Deadline[] = []) =>
    (deadline: Deadline): Promise<string> => {
      begun.push(deadline);
      return deadline.race(new Promise((resolve) => setTimeout(() => resolve('loaded'), takesMs)));
    };

  it('runs once for all concurrent callers, and marks the first one', async () => {
    const begun: Deadline[] = [];
    const joined = [1, 2, 3].map(() => singleFlight.join('k', deadlineOf(1_000), work(100, begun)));
    await jest.advanceTimersByTimeAsync(100);

    expect(await Promise.all(joined)).toEqual([
      { value: 'loaded', isFirst: true },
      { value: 'loaded', isFirst: false },
      { value: 'loaded', isFirst: false },
    ]);
    expect(begun).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(3);
  });

  it('separates keys, and starts again after the last run has ended', async () => {
    const begun: Deadline[] = [];
    void singleFlight.join('a', deadlineOf(1_000), work(100, begun));
    void singleFlight.join('b', deadlineOf(1_000), work(100, begun));
    expect([singleFlight.has('a'), singleFlight.has('b'), singleFlight.has('c')]).toEqual([true, true, false]);
    await jest.advanceTimersByTimeAsync(100);
    expect(singleFlight.has('a')).toBe(false);
    void singleFlight.join('a', deadlineOf(1_000), work(100, begun));
    await jest.advanceTimersByTimeAsync(100);
    expect(begun).toHaveLength(3);
  });

  it('fails once for all callers', async () => {
    const fail = async (): Promise<string> => {
      throw new RangeError('no');
    };
    const outcomes = await Promise.allSettled([1, 2].map(() => singleFlight.join('k', deadlineOf(1_000), fail)));
    expect(outcomes.map((outcome) => 'reason' in outcome && String(outcome.reason))).toEqual([
      'RangeError: no',
      'RangeError: no',
    ]);
    expect(singleFlight.has('k')).toBe(false);
  });

  it('ends the wait of each caller at its own deadline, and continues for the others', async () => {
    const begun: Deadline[] = [];
    const patient = singleFlight.join('k', deadlineOf(1_000), work(500, begun));
    const hasty = expect(singleFlight.join('k', deadlineOf(100), work(500, begun))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    await jest.advanceTimersByTimeAsync(100);
    await hasty;
    await jest.advanceTimersByTimeAsync(400);
    expect(await patient).toEqual({ value: 'loaded', isFirst: true });
    expect(begun).toHaveLength(1);
  });

  it('starts again for callers with time left after the deadline of the first caller', async () => {
    const begun: Deadline[] = [];
    const hasty = expect(singleFlight.join('k', deadlineOf(100), work(500, begun))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    const patient = [1, 2].map(() => singleFlight.join('k', deadlineOf(1_000), work(500, begun)));
    await jest.advanceTimersByTimeAsync(100);
    await hasty;
    await jest.advanceTimersByTimeAsync(500);
    expect((await Promise.all(patient)).map(({ value }) => value)).toEqual(['loaded', 'loaded']);
    expect(begun).toHaveLength(2);
  });

  it('does not start again for a caller with too little time left', async () => {
    const begun: Deadline[] = [];
    const outcomes = Promise.allSettled(
      [100, 149].map((limitMs) => singleFlight.join('k', deadlineOf(limitMs), work(500, begun))),
    );
    await jest.advanceTimersByTimeAsync(200);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(begun).toHaveLength(1);
  });

  it('aborts the work when no caller waits, and starts again for a new caller', async () => {
    const begun: Deadline[] = [];
    const callers = [deadlineOf(1_000), deadlineOf(1_000)];
    const joined = Promise.allSettled(callers.map((deadline) => singleFlight.join('k', deadline, work(500, begun))));
    callers[0]?.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(10);
    expect(begun[0]?.signal.aborted).toBe(false);
    callers[1]?.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(10);
    expect(begun[0]?.signal.reason).toBeInstanceOf(ClientDisconnected);
    expect((await joined).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void singleFlight.join('k', deadlineOf(1_000), work(500, begun));
    await jest.advanceTimersByTimeAsync(500);
    expect(begun).toHaveLength(2);
  });
});
