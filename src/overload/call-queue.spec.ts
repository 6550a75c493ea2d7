import { CallQueue, QueueRejection } from './call-queue.js';

const MAX_WAIT_MS = 50;

/** A simulated event loop and its clock. A call takes 1 ms. Its arrival or its rejection takes 0.01 ms. */
class FakeLoop {
  readonly changes: boolean[] = [];
  /** Numbers of the calls in the order in which they started, and how long each waited. */
  readonly started: number[] = [];
  readonly waitsMs: number[] = [];
  readonly queue: CallQueue;
  nowMs = 1_000;
  private calls = 0;

  constructor(maxWaitMs = MAX_WAIT_MS) {
    const onChange = (isOverloaded: boolean): void => void this.changes.push(isOverloaded);
    this.queue = new CallQueue({ maxWaitMs, onChange, now: () => this.nowMs });
  }

  /** Handles a call that arrives now. */
  arrive(limitMs = 8_000): QueueRejection | undefined {
    this.nowMs += 0.01;
    const [call, arrivedAtMs] = [(this.calls += 1), this.nowMs];
    const start = (): void => {
      this.started.push(call);
      this.waitsMs.push(this.nowMs - arrivedAtMs);
      this.nowMs += 1;
    };
    return this.queue.startNow(start) ? undefined : this.queue.add(start, limitMs);
  }

  /** Handles calls that arrived together, and then the work of this turn. Returns the reason of each rejection. */
  turn(calls: number, limitMs?: number): QueueRejection[] {
    const reasons = Array.from({ length: calls }, () => this.arrive(limitMs));
    jest.runOnlyPendingTimers();
    return reasons.filter((reason) => reason !== undefined);
  }

  /** Handles a constant number of calls per millisecond for a time. */
  load(perMs: number, durationMs: number): QueueRejection[] {
    const reasons: QueueRejection[] = [];
    const endMs = this.nowMs + durationMs;
    let arrivedAtMs = this.nowMs;
    while (this.nowMs < endMs) {
      const calls = Math.floor((this.nowMs - arrivedAtMs) * perMs + 1e-6);
      arrivedAtMs += calls / perMs;
      reasons.push(...this.turn(calls));
      // The event loop waits for the next call.
      if (this.queue.length === 0) this.nowMs = Math.max(this.nowMs, arrivedAtMs + 1 / perMs);
    }
    return reasons;
  }
}

describe('CallQueue', () => {
  let loop: FakeLoop;

  beforeEach(() => {
    jest.useFakeTimers();
    loop = new FakeLoop();
  });
  afterEach(() => jest.useRealTimers());

  it('starts calls at once while the process has time for them', () => {
    loop.turn(4);

    expect(loop.started).toEqual([1, 2, 3, 4]);
    expect(Math.max(...loop.waitsMs)).toBe(0);
  });

  it('starts the calls of a burst in their order, some in each turn of the event loop', () => {
    const arrivals = Array.from({ length: 60 }, () => loop.arrive());
    const startedAtOnce = loop.started.length;
    while (loop.queue.length > 0) loop.turn(0);

    expect(arrivals.every((reason) => reason === undefined)).toBe(true);
    expect(startedAtOnce).toBeLessThan(8);
    expect(loop.started).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it('rejects nothing at nine tenths of its capacity', () => {
    expect(loop.load(0.9, 3_000)).toEqual([]);
    expect(loop.changes).toEqual([]);
  });

  it('keeps starting calls at twice its capacity, and none waits for too long', () => {
    loop.load(2, 1_000);
    const [startedBefore, startMs] = [loop.started.length, loop.nowMs];

    const rejections = loop.load(2, 2_000);
    const started = loop.started.length - startedBefore;

    expect(new Set(rejections)).toEqual(new Set(['queue_full']));
    expect(started).toBeGreaterThan(0.85 * (loop.nowMs - startMs));
    // Up to a hundred calls may wait even if the limit is shorter.
    expect(Math.max(...loop.waitsMs.slice(-started))).toBeLessThan(150);
    expect(loop.changes).toEqual([true]);
  });

  it('accepts every call again as soon as the overload is over', () => {
    loop.load(2, 1_000);
    while (loop.queue.length > 0) loop.turn(0);

    expect(loop.changes).toEqual([true, false]);
    expect(loop.load(0.8, 1_000)).toEqual([]);
  });

  it('accepts a hundred calls even if each call takes seconds', () => {
    loop.turn(1);
    loop.nowMs += 5_000;

    expect(loop.turn(100)).toEqual([]);
    expect(loop.turn(300)).not.toEqual([]);
  });

  it('accepts a first burst that has to wait for up to five times the limit', () => {
    expect(loop.turn(220)).toEqual([]);
  });

  it('accepts the calls that arrived while the process was frozen', () => {
    loop.load(0.5, 200);
    loop.nowMs += 5_000;

    expect(loop.turn(110)).toEqual([]);
  });

  it('rejects a call that would wait beyond its own time limit', () => {
    loop.turn(40);

    expect(loop.turn(1, 10)).toEqual(['no_time']);
    expect(loop.turn(1, 100)).toEqual([]);
  });

  it('starts only one call in the turn after a turn that accepted a connection', () => {
    loop.turn(40);
    const before = loop.started.length;
    loop.queue.recordConnection();
    loop.turn(0);

    expect(loop.started.length - before).toBe(1);
  });

  it('keeps starting calls even if rejected callers call again and the turn does not end', () => {
    while (loop.arrive() === undefined);
    const before = loop.started.length;
    const startMs = loop.nowMs;
    while (loop.nowMs < startMs + 300) loop.arrive();

    expect(loop.started.length - before).toBeGreaterThan(50);
  });

  it('starts every call at once if the maximum wait is 0', () => {
    loop = new FakeLoop(0);

    expect(loop.turn(700)).toEqual([]);
    expect(loop.started).toHaveLength(700);
  });

  it('has no pending timer when no call waits', () => {
    loop.turn(60);
    while (loop.queue.length > 0) loop.turn(0);

    expect(jest.getTimerCount()).toBe(0);
  });
});
