import { timerDelay } from '../../../time/durations.js';
import { type Clock, monotonicClock } from '../../deadline/clock.js';
import { type Deadline, MIN_ATTEMPT_MS } from '../../deadline/deadline.js';

export interface BulkheadOptions {
  readonly maxConcurrency: number;
  /** Maximum length of the queue. Default: `maxConcurrency`, so the last call waits for about the duration of one call. */
  readonly maxQueued?: number;
  readonly now?: Clock;
}

/** The part of a call's deadline that a bulkhead uses. */
export type BulkheadCall = Pick<Deadline, 'remainingMs' | 'throwIfOver' | 'onAbort'>;

/** The call was not started: the queue is full, or the call would start too late for its deadline. */
export class BulkheadRejection extends Error {
  override readonly name = 'BulkheadRejection';

  /** @param retryAfterMs expected time until a slot is free; undefined before the first call has ended */
  constructor(
    readonly reason: 'queue-full' | 'too-late',
    readonly retryAfterMs: number | undefined,
  ) {
    super(`bulkhead: ${reason}`);
  }
}

interface Waiter {
  readonly expiresAtMs: number;
  readonly start: () => void;
  readonly drop: () => void;
}

/** Weight of the newest call in the running mean, which covers about ten calls. */
const WEIGHT = 0.2;

/**
 * Limits the concurrent calls to one upstream, so that a slow upstream does not block calls to other upstreams.
 *
 * Calls beyond the limit wait in a short queue, first come, first served. A call that can no longer finish in time is
 * rejected at once, so that its slot goes to a call that can.
 */
export class Bulkhead {
  private readonly now: Clock;
  private readonly maxQueued: number;
  private maxConcurrency: number;
  private readonly waiters = new Set<Waiter>();
  private running = 0;
  private meanServiceMs: number | undefined;

  constructor(options: BulkheadOptions) {
    this.now = options.now ?? monotonicClock;
    this.maxConcurrency = options.maxConcurrency;
    this.maxQueued = options.maxQueued ?? options.maxConcurrency;
  }

  /** Number of running calls. */
  get active(): number {
    return this.running;
  }

  get queued(): number {
    return this.waiters.size;
  }

  /**
   * Runs a task in a slot. A running task keeps its slot until it settles, even after its deadline.
   *
   * @throws BulkheadRejection if the task was not started
   * @throws the deadline's reason if the deadline was over before the start
   * @throws the error of the task
   */
  async run<T>(task: () => Promise<T>, call: BulkheadCall): Promise<T> {
    call.throwIfOver();
    if (this.running < this.maxConcurrency) this.running += 1;
    else await this.waitForSlot(call);
    const startedAtMs = this.now();
    try {
      return await task();
    } finally {
      this.measure(this.now() - startedAtMs);
      this.release();
    }
  }

  /** Waits until a running task releases its slot. */
  private waitForSlot(call: BulkheadCall): Promise<void> {
    const maxWaitMs = call.remainingMs - MIN_ATTEMPT_MS;
    if (this.queued >= this.maxQueued) throw new BulkheadRejection('queue-full', this.expectedWaitMs());
    if (maxWaitMs <= 0 || (this.expectedWaitMs() ?? 0) > maxWaitMs) throw this.tooLate();
    return new Promise((resolve, reject) => {
      const stopWaiting = (): void => {
        clearTimeout(timer);
        unregister();
        this.waiters.delete(waiter);
      };
      const waiter: Waiter = {
        expiresAtMs: this.now() + maxWaitMs,
        start: () => {
          stopWaiting();
          resolve();
        },
        drop: () => {
          stopWaiting();
          reject(this.tooLate());
        },
      };
      const timer = setTimeout(waiter.drop, timerDelay(maxWaitMs));
      const unregister = call.onAbort((reason) => {
        stopWaiting();
        reject(reason);
      });
      this.waiters.add(waiter);
    });
  }

  /** Changes the number of slots. Running tasks keep theirs. */
  resize(maxConcurrency: number): void {
    this.maxConcurrency = maxConcurrency;
    this.startWaiters();
  }

  private release(): void {
    this.running -= 1;
    this.startWaiters();
  }

  /**
   * Gives free slots to the first waiting calls with enough time left. Drops expired calls, because their timers are late in a busy
   * process.
   */
  private startWaiters(): void {
    const nowMs = this.now();
    for (const waiter of this.waiters) {
      if (this.running >= this.maxConcurrency) return;
      if (nowMs >= waiter.expiresAtMs) waiter.drop();
      else {
        this.running += 1;
        waiter.start();
      }
    }
  }

  private measure(serviceMs: number): void {
    this.meanServiceMs =
      this.meanServiceMs === undefined ? serviceMs : this.meanServiceMs * (1 - WEIGHT) + serviceMs * WEIGHT;
  }

  /** Returns the expected wait of the next call: with n slots, a slot becomes free n times in the duration of a call. */
  private expectedWaitMs(): number | undefined {
    if (this.meanServiceMs === undefined) return undefined;
    return ((this.queued + 1) * this.meanServiceMs) / this.maxConcurrency;
  }

  private tooLate(): BulkheadRejection {
    return new BulkheadRejection('too-late', this.expectedWaitMs());
  }
}
