import { timerDelay } from '../durations.js';
import { DeadlineExceeded } from '../errors/limit-errors.js';

/** Why a call stops that nobody waits for any longer. */
export class CallerGone extends Error {
  constructor() {
    super('The caller hung up');
    this.name = 'CallerGone';
  }
}

/**
 * The one instant by which a call is answered, from its arrival on. Every wait inside the call is bounded by what is left
 * of it, and its signal closes what the call still holds open.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param startedAtMs monotonic milliseconds (`performance.now()`) of the arrival
   * @param limitMs what the call may take from there
   */
  constructor(
    private readonly startedAtMs: number,
    private limitMs: number,
  ) {
    this.arm();
  }

  /** Aborted when time is up (reason: `DeadlineExceeded`) or the call is given up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds left; never negative. */
  get remainingMs(): number {
    return Math.max(0, this.startedAtMs + this.limitMs - performance.now());
  }

  /** Brings the deadline forward; it can never be put off. */
  shorten(limitMs: number): void {
    if (limitMs >= this.limitMs) return;
    this.limitMs = limitMs;
    this.arm();
  }

  /** Ends the call before its time. */
  abort(reason: Error): void {
    clearTimeout(this.timer);
    this.controller.abort(reason);
  }

  /** The call is over: the timer goes, and nothing is aborted any more. */
  release(): void {
    clearTimeout(this.timer);
  }

  /**
   * The result of `work`, or the deadline's own error as soon as time is up: whoever ignores the signal keeps nobody waiting.
   *
   * @throws DeadlineExceeded | CallerGone
   */
  race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const giveUp = (): void => reject(signal.reason as Error);
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
    });
  }

  private arm(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.abort(new DeadlineExceeded(this.limitMs)), timerDelay(this.remainingMs));
  }
}
