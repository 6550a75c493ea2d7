/** Why an attempt has to wait: the upstream failed, or it asked for fewer calls. The second deserves a longer pause. */
export type BackoffKind = 'transient' | 'throttled';

export interface BackoffOptions {
  /** The longest first wait of each kind. */
  readonly baseMs: Readonly<Record<BackoffKind, number>>;
  readonly capMs: number;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/** Far beyond any cap, and 0 times it is still 0 (0 times infinity is not a number). */
const MOST_DOUBLINGS = 60;

/**
 * Spreads retries over time: exponential, with full jitter.
 * Anywhere between nothing and the ceiling, because callers that failed together must not come back together; of the
 * jitters, this one makes the fewest calls under contention (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
export class Backoff {
  constructor(private readonly options: BackoffOptions) {}

  /** @param retries how many retries this call has made so far: 0 before the first */
  delayMs(kind: BackoffKind, retries: number): number {
    const { baseMs, capMs, random = Math.random } = this.options;
    return random() * Math.min(capMs, baseMs[kind] * 2 ** Math.min(retries, MOST_DOUBLINGS));
  }
}
