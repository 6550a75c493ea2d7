import { LoadShedder, SheddingReason } from './load-shedder.js';

const THRESHOLD_MS = 50;

interface Turn {
  readonly calls: number;
  /** Time limit of each call. */
  readonly limitMs?: number;
  readonly acceptsConnection?: boolean;
  /** Time in which the process does not run, before the calls are handled. */
  readonly pausedMs?: number;
  /** The same after each call. */
  readonly waitMs?: number;
}

/** An event loop with a clock of its own. An accepted call takes a millisecond, a rejected one a tenth of it. */
class FakeLoop {
  readonly changes: boolean[] = [];
  private readonly shedder: LoadShedder;
  private nowMs = 1_000;
  private cpuMs = 0;

  constructor(thresholdMs = THRESHOLD_MS) {
    const onChange = (isOverloaded: boolean): void => void this.changes.push(isOverloaded);
    this.shedder = new LoadShedder({ thresholdMs, onChange, now: () => this.nowMs, cpu: () => this.cpuMs });
  }

  /** Handles the calls of one turn, then the timers. Returns the reasons for which calls were rejected. */
  turn({ calls, limitMs = 8_000, acceptsConnection = false, pausedMs = 0, waitMs = 0 }: Turn): SheddingReason[] {
    const startedAtMs = this.nowMs;
    const reasons: SheddingReason[] = [];
    this.nowMs += pausedMs;
    if (acceptsConnection) this.shedder.recordConnection();
    for (let call = 0; call < calls; call += 1) {
      const reason = this.shedder.admit(limitMs);
      if (reason !== undefined) reasons.push(reason);
      const costMs = reason === undefined ? 1 : 0.1;
      this.nowMs += costMs + waitMs;
      this.cpuMs += costMs;
    }
    // The event loop waits for the heartbeat, unless the shedder has it run through.
    if (!this.shedder.isOverloaded) this.nowMs = Math.max(this.nowMs, startedAtMs + 10);
    jest.runOnlyPendingTimers();
    return reasons;
  }

  /** Handles so many calls in each turn for a time. Returns all reasons. */
  run(durationMs: number, turn: Turn): SheddingReason[] {
    const endMs = this.nowMs + durationMs;
    const reasons: SheddingReason[] = [];
    while (this.nowMs < endMs) reasons.push(...this.turn(turn));
    return reasons;
  }

  stop(): void {
    this.shedder.stop();
  }
}

describe('LoadShedder', () => {
  let loop: FakeLoop;

  beforeEach(() => {
    jest.useFakeTimers();
    loop = new FakeLoop();
  });
  afterEach(() => {
    loop.stop();
    jest.useRealTimers();
  });

  it('accepts every call while turns are short', () => {
    expect(loop.run(2_000, { calls: 40 })).toEqual([]);
    expect(loop.changes).toEqual([]);
  });

  it('accepts every call of a burst', () => {
    loop.run(100, { calls: 1 });

    expect(loop.turn({ calls: 400 })).toEqual([]);
    expect(loop.run(500, { calls: 1 })).toEqual([]);
    expect(loop.changes).toEqual([]);
  });

  it('accepts every call if the process gets no CPU time for tens of milliseconds, again and again', () => {
    for (let round = 0; round < 50; round += 1) {
      expect(loop.turn({ calls: 5, pausedMs: 90 })).toEqual([]);
      expect(loop.turn({ calls: 5 })).toEqual([]);
    }
    expect(loop.changes).toEqual([]);
  });

  it('accepts every call if the process gets the CPU for a tenth of the time only', () => {
    expect(loop.run(5_000, { calls: 10, waitMs: 9 })).toEqual([]);
    expect(loop.changes).toEqual([]);
  });

  it('rejects calls of an overload also if other processes use the CPU too', () => {
    loop.run(1_000, { calls: 60, waitMs: 1 });

    expect(loop.changes).toEqual([true]);
  });

  it('accepts the calls that waited while the process was frozen', () => {
    loop.run(100, { calls: 1 });

    expect(loop.turn({ calls: 200, pausedMs: 5_000 })).toEqual([]);
  });

  it('rejects calls when every turn of a quarter second is too long, and only those over the budget of a turn', () => {
    expect(loop.run(250, { calls: 60 })).toEqual([]);

    const reasons = loop.run(300, { calls: 60 }).concat(loop.turn({ calls: 60 }));

    expect(loop.changes).toEqual([true]);
    expect(new Set(reasons)).toEqual(new Set(['standing']));
    expect(loop.turn({ calls: 60 })).toHaveLength(58);
  });

  it('ends the overload with the first turn that has time left, and accepts every call again', () => {
    loop.run(600, { calls: 60 });
    loop.turn({ calls: 0 });

    expect(loop.changes).toEqual([true, false]);
    expect(loop.run(1_000, { calls: 30 })).toEqual([]);
  });

  it('serves callers that call again at once, as soon as it can serve all of them', () => {
    loop.run(600, { calls: 100 });
    expect(loop.changes).toEqual([true]);

    loop.run(1_500, { calls: 40 });

    expect(loop.changes).toEqual([true, false]);
    expect(loop.run(1_000, { calls: 40 })).toEqual([]);
  });

  it('takes up an overload again with the first turn that is too long', () => {
    loop.run(600, { calls: 60 });
    loop.turn({ calls: 0 });
    loop.turn({ calls: 60 });

    expect(loop.changes).toEqual([true, false, true]);
  });

  it('counts turns that each accept a connection as a queue of connections', () => {
    loop.run(39 * 20, { calls: 20, acceptsConnection: true });
    expect(loop.changes).toEqual([]);

    loop.run(100, { calls: 20, acceptsConnection: true });

    expect(loop.changes).toEqual([true]);
  });

  it('rejects calls of one turn for which the event loop is late by half a second', () => {
    loop.run(100, { calls: 1 });

    const reasons = loop.turn({ calls: 600 });

    expect(reasons.length).toBeGreaterThan(90);
    expect(new Set(reasons)).toEqual(new Set(['late']));
  });

  it('rejects a call that has less time than a turn takes', () => {
    loop.turn({ calls: 100 });

    expect(loop.turn({ calls: 1, limitMs: 100 })).toEqual(['no_time']);
    expect(loop.turn({ calls: 1, limitMs: 100 })).toEqual([]);
  });

  it('rejects nothing with a threshold of 0', () => {
    loop = new FakeLoop(0);

    expect(loop.run(2_000, { calls: 700 })).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind a second after the last call', () => {
    loop.turn({ calls: 1 });
    expect(jest.getTimerCount()).toBe(1);
    for (let turn = 0; turn < 101; turn += 1) loop.turn({ calls: 0 });

    expect(jest.getTimerCount()).toBe(0);
  });
});
