import { type Clock, monotonicClock } from '../deadline/clock.js';
import { OutcomeWindow } from './outcome-window.js';

export interface CircuitBreakerOptions {
  /** Opens at this many failed attempts within `windowMs` … */
  readonly failures: number;
  /** … if they are at least this share of all: a busy upstream with a few errors stays in business. */
  readonly failureRatio: number;
  readonly windowMs: number;
  /** How long it stays open at first; twice as long after each probe that fails. */
  readonly openMs: number;
  /** The longest that it grows to; eight times `openMs` unless told. */
  readonly maxOpenMs?: number;
  /** How long a probe has to answer. To be longer than the limit of an attempt: what comes later does not count. */
  readonly probeLimitMs: number;
  /** Opens also when four fifths of 20 or more attempts took longer than this. Off unless given. */
  readonly slowMs?: number | undefined;
  readonly now?: Clock;
}

/** Instants are the clock's. `nextProbeAtMs`: from then on a call is let through as a probe. */
export type CircuitState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly nextProbeAtMs: number; readonly openMs: number }
  | { readonly kind: 'half-open'; readonly nextProbeAtMs: number; readonly openMs: number };

/** Leave for one attempt. Whoever got it says once how the attempt ended; only the first word counts. */
export interface CircuitPermit {
  readonly rejected: false;
  success(durationMs: number): void;
  /** The upstream's failure: 5xx, unreachable, reset, no answer within the attempt's own limit. */
  failure(durationMs?: number): void;
  /**
   * Says nothing about the upstream: rejected on our side, given up by the caller, out of our own deadline. Unless that
   * came later than `slowMs`, for then it was slow in any case.
   */
  release(durationMs?: number): void;
}

export interface CircuitRejection {
  readonly rejected: true;
  /** Time to the next probe. */
  readonly retryAfterMs: number;
}

export type CircuitListener = (state: CircuitState, previous: CircuitState) => void;

interface Outcome {
  readonly failed: boolean;
  readonly slow: boolean;
}

const SLOW_RATIO = 0.8;
const SLOW_MIN_ATTEMPTS = 20;
const MAX_GROWTH = 8;

/**
 * Stops calling an upstream that fails, so that callers are answered at once and it can recover.
 *
 * Closed, it counts attempts. Open, it rejects them. Then one probe at a time is let through and the rest are still
 * rejected at once: nobody waits behind a probe, so nobody stampedes after it. Every change, and every probe, starts a
 * new generation, and a ticket of an older one counts for nothing. A probe that is never heard of again holds its place
 * for `probeLimitMs` only.
 */
export class CircuitBreaker {
  private readonly now: Clock;
  private readonly maxOpenMs: number;
  private readonly window: OutcomeWindow;
  private readonly listeners: CircuitListener[] = [];
  private current: CircuitState = { kind: 'closed' };
  private generation = 0;

  constructor(private readonly options: CircuitBreakerOptions) {
    this.now = options.now ?? monotonicClock;
    this.maxOpenMs = options.maxOpenMs ?? options.openMs * MAX_GROWTH;
    this.window = new OutcomeWindow(options.windowMs);
  }

  /** Changes as calls come and go, not by itself: open with its time over means that the next call is a probe. */
  get state(): CircuitState {
    return this.current;
  }

  /** What a call would be told now: 0 if it would be let through. */
  get retryAfterMs(): number {
    return this.current.kind === 'closed' ? 0 : Math.max(0, this.current.nextProbeAtMs - this.now());
  }

  /** Called after each change of kind, within the call that caused it: it must neither throw nor take long. */
  onChange(listener: CircuitListener): void {
    this.listeners.push(listener);
  }

  admit(): CircuitPermit | CircuitRejection {
    if (this.current.kind === 'closed') return this.ticket();
    const { retryAfterMs } = this;
    if (retryAfterMs > 0) return { rejected: true, retryAfterMs };
    const { openMs } = this.current;
    this.change({ kind: 'half-open', nextProbeAtMs: this.now() + this.options.probeLimitMs, openMs });
    return this.ticket();
  }

  private ticket(): CircuitPermit {
    const { generation } = this;
    let settled = false;
    const settle = (outcome: Outcome | 'ignored'): void => {
      if (settled || generation !== this.generation) return;
      settled = true;
      if (this.current.kind === 'closed') this.count(outcome);
      else this.decide(outcome, this.current);
    };
    const isSlow = (durationMs: number): boolean => durationMs > (this.options.slowMs ?? Infinity);
    return {
      rejected: false,
      success: (durationMs) => settle({ failed: false, slow: isSlow(durationMs) }),
      failure: (durationMs = 0) => settle({ failed: true, slow: isSlow(durationMs) }),
      release: (durationMs = 0) => settle(isSlow(durationMs) ? { failed: false, slow: true } : 'ignored'),
    };
  }

  private count(outcome: Outcome | 'ignored'): void {
    if (outcome === 'ignored') return;
    const nowMs = this.now();
    this.window.record(nowMs, outcome);
    const { attempts, failures, slow } = this.window.totals(nowMs);
    const failing = failures >= this.options.failures && failures / attempts >= this.options.failureRatio;
    const dragging = attempts >= SLOW_MIN_ATTEMPTS && slow / attempts >= SLOW_RATIO;
    if ((outcome.failed && failing) || (outcome.slow && dragging)) this.open(this.options.openMs);
  }

  /** What the probe said. A slow answer is no recovery where slowness opens the circuit. */
  private decide(
    outcome: Outcome | 'ignored',
    { nextProbeAtMs, openMs }: { nextProbeAtMs: number; openMs: number },
  ): void {
    const nowMs = this.now();
    if (nowMs >= nextProbeAtMs) return;
    if (outcome === 'ignored') this.change({ kind: 'half-open', nextProbeAtMs: nowMs, openMs });
    else if (outcome.failed || outcome.slow) this.open(Math.min(openMs * 2, this.maxOpenMs));
    else this.change({ kind: 'closed' });
  }

  private open(openMs: number): void {
    this.change({ kind: 'open', nextProbeAtMs: this.now() + openMs, openMs });
  }

  private change(next: CircuitState): void {
    const previous = this.current;
    this.current = next;
    this.generation += 1;
    this.window.clear();
    if (next.kind === previous.kind) return;
    for (const listener of this.listeners) listener(next, previous);
  }
}
