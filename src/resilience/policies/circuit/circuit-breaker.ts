import { type Clock, monotonicClock } from '../../deadline/clock.js';
import { OutcomeWindow } from './outcome-window.js';

export interface CircuitBreakerOptions {
  /** The circuit opens if at least this number of attempts failed within `windowMs`, and `failureRatio` is reached. */
  readonly failures: number;
  /** Minimum share of failures in all attempts, so that a busy upstream with a few errors stays in use. */
  readonly failureRatio: number;
  readonly windowMs: number;
  /** Longest time between two probes. */
  readonly openMs: number;
  /** Opens also when four fifths of 20 or more attempts took longer than this. Unset: off. */
  readonly slowMs?: number | undefined;
  readonly now?: Clock;
  /** Returns a random number from 0 to below 1. */
  readonly random?: () => number;
}

/** Times are those of the clock. From `nextProbeAtMs` on, one attempt is admitted as a probe. */
export type CircuitState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly nextProbeAtMs: number }
  | { readonly kind: 'half-open'; readonly nextProbeAtMs: number };

/** Permission for one attempt. Only the first reported outcome counts. */
export interface CircuitPermit {
  readonly rejected: false;
  success(durationMs: number): void;
  /** The upstream failed: 5xx, unreachable, reset, or no response within the attempt's own limit. */
  failure(durationMs?: number): void;
  /**
   * The outcome shows nothing about the upstream: the attempt was rejected locally, aborted by the caller or ended by the
   * call's deadline. If it took longer than `slowMs`, it still counts as slow.
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

/** Successes in a row that show a recovery. */
const RECOVERY_SUCCESSES = 5;

/** Two probes are at least this share of `openMs` apart. The jitter keeps several processes from probing together. */
const SHORTEST_INTERVAL = 0.8;

/** Minimum time between two probes while the first has no outcome, even if `openMs` is shorter. */
const MIN_PROBE_MS = 1_000;

/**
 * Stops sending attempts to an upstream that fails, so that callers receive a response at once and the upstream can
 * recover.
 *
 * Closed: counts attempts. Open: rejects them. Half-open: one probe is in flight, and all other attempts are rejected.
 * The time between probes never grows, so the upstream is in use again within `openMs` of its recovery. A probe without an
 * outcome does not delay the next probe, which is due after the usual time. A late success still closes the circuit.
 */
export class CircuitBreaker {
  private readonly now: Clock;
  private readonly random: () => number;
  private readonly window: OutcomeWindow;
  private readonly listeners: CircuitListener[] = [];
  /** Start times of the latest successes in a row. */
  private readonly successes: number[] = [];
  private current: CircuitState = { kind: 'closed' };
  /** Increases when the circuit opens or closes. Attempts admitted before that do not count. */
  private generation = 0;
  /** Number of the latest probe. A failure of an earlier probe is ignored. */
  private probe = 0;

  constructor(private readonly options: CircuitBreakerOptions) {
    this.now = options.now ?? monotonicClock;
    this.random = options.random ?? Math.random;
    this.window = new OutcomeWindow(options.windowMs);
  }

  /** Changes only when an attempt starts or ends. If it is `open` after `nextProbeAtMs`, the next attempt is a probe. */
  get state(): CircuitState {
    return this.current;
  }

  /** Time until an attempt is admitted: 0 if it would be admitted now. */
  get retryAfterMs(): number {
    return this.current.kind === 'closed' ? 0 : Math.max(0, this.current.nextProbeAtMs - this.now());
  }

  /** Registers a listener for changes of `state.kind`. It runs within the call that caused the change and must not throw. */
  onChange(listener: CircuitListener): void {
    this.listeners.push(listener);
  }

  admit(): CircuitPermit | CircuitRejection {
    if (this.current.kind === 'closed') {
      const startedAtMs = this.now();
      return this.permit((outcome) => this.count(outcome, startedAtMs));
    }
    const { retryAfterMs } = this;
    if (retryAfterMs > 0) return { rejected: true, retryAfterMs };
    const nowMs = this.now();
    const nextProbeAtMs = nowMs + Math.max(this.intervalMs(), MIN_PROBE_MS);
    const afterFailureAtMs = nowMs + this.intervalMs();
    const probe = (this.probe += 1);
    this.change({ kind: 'half-open', nextProbeAtMs });
    return this.permit((outcome) => {
      if (isSuccess(outcome)) this.close();
      else if (probe === this.probe) this.endProbe(outcome, afterFailureAtMs);
    });
  }

  private permit(settle: (outcome: Outcome | undefined) => void): CircuitPermit {
    const { generation } = this;
    let isSettled = false;
    const report = (outcome: Outcome | undefined): void => {
      if (isSettled || generation !== this.generation) return;
      isSettled = true;
      settle(outcome);
    };
    const isSlow = (durationMs: number): boolean => durationMs > (this.options.slowMs ?? Infinity);
    return {
      rejected: false,
      success: (durationMs) => report({ failed: false, slow: isSlow(durationMs) }),
      failure: (durationMs = 0) => report({ failed: true, slow: isSlow(durationMs) }),
      release: (durationMs = 0) => report(isSlow(durationMs) ? { failed: false, slow: true } : undefined),
    };
  }

  private count(outcome: Outcome | undefined, startedAtMs: number): void {
    if (!outcome || (outcome.failed && this.hasRecoveredSince(startedAtMs))) return;
    if (outcome.failed) this.successes.length = 0;
    else if (this.successes.push(startedAtMs) > RECOVERY_SUCCESSES) this.successes.shift();
    const nowMs = this.now();
    this.window.record(nowMs, outcome);
    const { attempts, failures, slow } = this.window.totals(nowMs);
    const isFailing = failures >= this.options.failures && failures / attempts >= this.options.failureRatio;
    const isSlow = attempts >= SLOW_MIN_ATTEMPTS && slow / attempts >= SLOW_RATIO;
    if ((outcome.failed && isFailing) || (outcome.slow && isSlow)) this.open(startedAtMs);
  }

  /**
   * Returns whether the latest attempts all succeeded and started after this time. Then the failure of an earlier attempt
   * is no longer relevant.
   */
  private hasRecoveredSince(startedAtMs: number): boolean {
    return (
      this.successes.length === RECOVERY_SUCCESSES && this.successes.every((successAtMs) => successAtMs > startedAtMs)
    );
  }

  private endProbe(outcome: Outcome | undefined, afterFailureAtMs: number): void {
    // If this probe had no outcome, the next attempt is a probe at once.
    if (!outcome) this.change({ kind: 'half-open', nextProbeAtMs: this.now() });
    else this.change({ kind: 'open', nextProbeAtMs: afterFailureAtMs });
  }

  /** Counts the time to the first probe from the start of the failed attempt, so after a long timeout a probe is due at once. */
  private open(failedStartMs: number): void {
    this.generation += 1;
    this.window.clear();
    this.successes.length = 0;
    this.change({ kind: 'open', nextProbeAtMs: failedStartMs + this.intervalMs() });
  }

  private close(): void {
    this.generation += 1;
    this.change({ kind: 'closed' });
  }

  private intervalMs(): number {
    return this.options.openMs * (SHORTEST_INTERVAL + (1 - SHORTEST_INTERVAL) * this.random());
  }

  private change(next: CircuitState): void {
    const previous = this.current;
    this.current = next;
    if (next.kind === previous.kind) return;
    for (const listener of this.listeners) listener(next, previous);
  }
}

/** Returns whether an attempt shows a recovery. A slow response does not, if `slowMs` is set. */
const isSuccess = (outcome: Outcome | undefined): boolean => outcome !== undefined && !outcome.failed && !outcome.slow;
