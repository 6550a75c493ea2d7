import { timerDelay } from '../../durations.js';
import { DeadlineExceeded } from '../../errors/limit-errors.js';
import { DeadlineWatch, Watched } from './deadline-watch.js';

/** Why a call stops that nobody waits for any longer. */
export class ClientDisconnected extends Error {
  constructor() {
    super('The caller hung up');
    this.name = 'ClientDisconnected';
  }
}

/** One for all: it ends every call that nobody failed, and making an error is dear. */
const CALLER_GONE = new ClientDisconnected();

/**
 * The one instant by which a call is answered, from its arrival on. Every wait inside the call is bounded by what is left
 * of it, and its signal closes what the call still holds open.
 */
export class Deadline implements Watched {
  /** Made when somebody asks for the signal: most calls end well, and need none. */
  private controller: AbortController | undefined;
  /** Why the call ended before its work did. */
  private reason: Error | undefined;
  /** Told when that happens. */
  private readonly waiting = new Set<(reason: Error) => void>();
  private timer: NodeJS.Timeout | undefined;
  private isFinishing = false;
  private isAbandoned = false;
  /** Throws where nothing more may be sent for this call. */
  private permission: (() => void) | undefined;

  /**
   * @param startedAtMs monotonic milliseconds (`performance.now()`) of the arrival
   * @param limitMs what the call may take from there
   * @param watch looks after it while its end is far; undefined: a timer of its own does so from the beginning
   */
  constructor(
    private readonly startedAtMs: number,
    private limitMs: number,
    private readonly watch?: DeadlineWatch,
  ) {
    this.arm();
  }

  /** Aborted when time is up (reason: `DeadlineExceeded`) or the call is given up. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.reason && !this.controller.signal.aborted) this.controller.abort(this.reason);
    return this.controller.signal;
  }

  /** Whether the call has ended before its work did. */
  get isOver(): boolean {
    return this.reason !== undefined;
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

  /**
   * A deadline for a part of the call, which ends sooner by `marginMs` so that there is time left to answer without it,
   * and with the call in any case. To be released when the part is over.
   */
  withMargin(marginMs: number): Deadline {
    const part = new Deadline(performance.now(), Math.max(0, this.remainingMs - marginMs));
    this.onAbort((reason) => part.abort(reason));
    part.permission = this.permission;
    return part;
  }

  /** One that ends at the same instant, but not with the caller: for work that several calls wait for. To be released. */
  independentCopy(): Deadline {
    return new Deadline(this.startedAtMs, this.limitMs);
  }

  /** Ends the call before its time. */
  abort(reason: Error): void {
    this.disarm();
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
    for (const giveUp of this.waiting) giveUp(reason);
  }

  /** The call is over: the timer goes, and nothing is aborted any more. Work that is to finish keeps its time. */
  release(): void {
    if (!this.isFinishing) this.disarm();
  }

  /** The caller is gone, with its answer or without: what still runs for it ends, unless it is to finish. */
  onClientDisconnect(): void {
    this.isAbandoned = true;
    if (!this.isFinishing) this.abort(CALLER_GONE);
  }

  /** Runs work that finishes within its time whether its caller waits or not: a write that has begun must tell its outcome. */
  async runToCompletion<T>(work: () => Promise<T>): Promise<T> {
    this.isFinishing = true;
    try {
      return await work();
    } finally {
      this.isFinishing = false;
      if (this.isAbandoned) this.onClientDisconnect();
    }
  }

  /**
   * Goes by the clock, also where the timer is late because the process was held up.
   *
   * @param leastMs what has to be left at least; with less, only what was about to begin is over
   * @throws DeadlineExceeded | ClientDisconnected
   */
  throwIfOver(leastMs = 0): void {
    if (this.remainingMs === 0) this.abort(new DeadlineExceeded(this.limitMs));
    if (this.reason) throw this.reason;
    if (this.remainingMs < leastMs) throw new DeadlineExceeded(this.limitMs);
    this.permission?.();
  }

  /** Adds a condition that `throwIfOver` checks too, as everything that sends something calls it right before. */
  requireBeforeSending(permission: () => void): void {
    this.permission = permission;
  }

  /**
   * The result of `work`, or the deadline's own error as soon as time is up: whoever ignores the signal keeps nobody waiting.
   *
   * @throws DeadlineExceeded | ClientDisconnected
   */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const forget = this.onAbort(reject);
      work.then(
        (result) => {
          forget();
          resolve(result);
        },
        (error: Error) => {
          forget();
          reject(error);
        },
      );
    });
  }

  /**
   * Tells when the call ends before its work does; at once where it has. It is what the signal is for, and costs a tenth of it.
   *
   * @returns forgets who is to be told: the work is done
   */
  onAbort(giveUp: (reason: Error) => void): () => void {
    if (this.reason) giveUp(this.reason);
    else this.waiting.add(giveUp);
    return () => void this.waiting.delete(giveUp);
  }

  comeNear(): void {
    this.timer = setTimeout(() => this.abort(new DeadlineExceeded(this.limitMs)), timerDelay(this.remainingMs));
  }

  private arm(): void {
    this.disarm();
    if (!this.watch?.add(this)) this.comeNear();
  }

  private disarm(): void {
    clearTimeout(this.timer);
    this.watch?.remove(this);
  }
}
