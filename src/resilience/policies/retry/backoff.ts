/** Why a retry waits: the upstream failed, or it throttles its callers. Throttling requires a longer wait. */
export type BackoffKind = 'transient' | 'throttled';

export interface BackoffOptions {
  /** Upper limit of the first wait of each kind. */
  readonly baseMs: Readonly<Record<BackoffKind, number>>;
  readonly capMs: number;
  /** Returns a random number from 0 to below 1. */
  readonly random?: () => number;
}

/** Maximum exponent. The power then exceeds any cap but stays finite: 0 × Infinity would be NaN. */
const MOST_DOUBLINGS = 60;

/**
 * Exponential backoff with full jitter: each wait is a random time up to a limit that doubles. Calls that failed together do not
 * retry together, and full jitter needs the fewest attempts under contention (AWS Architecture Blog, "Exponential Backoff And
 * Jitter").
 */
export class Backoff {
  constructor(private readonly options: BackoffOptions) {}

  /** @param retries number of retries of this call so far, 0 before the first */
  delayMs(kind: BackoffKind, retries: number): number {
    const { baseMs, capMs, random = Math.random } = this.options;
    return random() * Math.min(capMs, baseMs[kind] * 2 ** Math.min(retries, MOST_DOUBLINGS));
  }
}
