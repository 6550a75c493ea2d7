import { timerDelay } from '../../time/durations.js';
import { DeadlineExceeded } from '../../errors/limit-errors.js';

/** The client disconnected before the response. */
export class ClientDisconnected extends Error {
  constructor() {
    super('The client disconnected');
    this.name = 'ClientDisconnected';
  }
}

/** Shared instance: creating an Error captures a stack trace, which is too slow for the end of every call. */
const CLIENT_DISCONNECTED = new ClientDisconnected();

/** Minimum time for an attempt. With less time left, no attempt starts and no call waits for one. */
export const MIN_ATTEMPT_MS = 50;

/** Notifies work that it should end early, like an `AbortSignal` at a tenth of the cost. */
export interface Cancellation {
  readonly isOver: boolean;
  /** See `Deadline.onAbort`. */
  readonly onAbort: (callback: (reason: Error) => void) => () => void;
}

/**
 * Time limit of a call, counted from its arrival. It limits every wait within the call, and its signal aborts the open requests
 * of the call.
 */
export class Deadline implements Cancellation {
  /** Created on first use. Most calls complete without a signal. */
  private controller: AbortController | undefined;
  /** Why the call ended before its work was done. */
  private reason: Error | undefined;
  private readonly callbacks: ((reason: Error) => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isFinishing = false;
  private isAbandoned = false;
  /** Set by `requireBeforeSending`. Throws if nothing more may be sent for this call. */
  private permission: (() => void) | undefined;

  /**
   * @param startedAtMs arrival of the call on the monotonic clock (`performance.now()`)
   * @param limitMs time limit of the call from its arrival
   */
  constructor(
    private readonly startedAtMs: number,
    private readonly limitMs: number,
  ) {
    this.timer = setTimeout(() => this.abort(new DeadlineExceeded(this.limitMs)), timerDelay(this.remainingMs));
  }

  /** Aborts when the time is over (reason: `DeadlineExceeded`) or when the call ends early. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.reason && !this.controller.signal.aborted) this.controller.abort(this.reason);
    return this.controller.signal;
  }

  /** Whether the call ended before its work was done. */
  get isOver(): boolean {
    return this.reason !== undefined;
  }

  /** Milliseconds left, never negative. */
  get remainingMs(): number {
    return Math.max(0, this.startedAtMs + this.limitMs - performance.now());
  }

  /**
   * Returns a deadline for one part of the call. It ends `marginMs` before the call's deadline, so that time is left to
   * respond without the result of this part. It also ends when the call ends. The caller releases it when the part is done.
   */
  withMargin(marginMs: number): Deadline {
    const part = new Deadline(performance.now(), Math.max(0, this.remainingMs - marginMs));
    this.onAbort((reason) => part.abort(reason));
    part.permission = this.permission;
    return part;
  }

  /**
   * Returns a deadline for work that several calls share. It ends at the same time as this deadline, but not when this
   * client disconnects. The caller releases it.
   */
  independentCopy(): Deadline {
    return new Deadline(this.startedAtMs, this.limitMs);
  }

  /** Ends the call early. */
  abort(reason: Error): void {
    clearTimeout(this.timer);
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
    for (const callback of [...this.callbacks]) callback(reason);
  }

  /** Stops the timer of a call that is done. Work in `runToCompletion` keeps its time limit. */
  release(): void {
    if (!this.isFinishing) clearTimeout(this.timer);
  }

  /** Called when the connection closes, with or without a response. Aborts all work, except work in `runToCompletion`. */
  onClientDisconnect(): void {
    this.isAbandoned = true;
    if (!this.isFinishing) this.abort(CLIENT_DISCONNECTED);
  }

  /** Runs work that continues until the time limit if the client disconnects. A write needs this to record its outcome. */
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
   * Checks the clock, because the timer is late if the process was paused.
   *
   * @param leastMs time that must be left. If less is left, this method throws, but the call continues
   * @throws DeadlineExceeded | ClientDisconnected
   */
  throwIfOver(leastMs = 0): void {
    if (this.remainingMs === 0) this.abort(new DeadlineExceeded(this.limitMs));
    if (this.reason) throw this.reason;
    if (this.remainingMs < leastMs) throw new DeadlineExceeded(this.limitMs);
    this.permission?.();
  }

  /** Adds a check to `throwIfOver`. Callers run `throwIfOver` directly before they send anything. */
  requireBeforeSending(permission: () => void): void {
    this.permission = permission;
  }

  /**
   * Returns the result of `work`. Rejects as soon as the deadline is over, even if the work ignores the signal.
   *
   * @throws DeadlineExceeded | ClientDisconnected
   */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const unregister = this.onAbort(reject);
      work.then(
        (result) => {
          unregister();
          resolve(result);
        },
        (error: Error) => {
          unregister();
          reject(error);
        },
      );
    });
  }

  /**
   * Registers a callback for a timeout or abort. Calls it at once if the deadline is already over.
   *
   * @returns a function that unregisters the callback
   */
  onAbort(callback: (reason: Error) => void): () => void {
    if (this.reason) callback(this.reason);
    else this.callbacks.push(callback);
    return () => {
      const index = this.callbacks.indexOf(callback);
      if (index >= 0) this.callbacks.splice(index, 1);
    };
  }
}
