export interface RetryBudgetOptions {
  /** Retries that one call earns: 0.1 is one retry for ten calls. */
  readonly ratio: number;
  /** Retries that are there before anything was earned, and the most that are ever saved. */
  readonly reserve?: number;
}

/** Tokens are kept in whole millionths: ten times 0.1 is not quite 1 in floating point. */
const TOKEN = 1_000_000;

/**
 * Keeps retries to a share of the calls of one upstream, however long it is down: attempts ≤ (1 + ratio) × calls + reserve.
 *
 * A token bucket that starts full. Its cap is the reserve itself, and that is what makes the bound hold over every
 * stretch of time and not only since the start: a stretch begins with at most `reserve` tokens and earns `ratio` for each
 * call in it. With a higher cap, a quiet day would save up the storm of the next outage.
 */
export class RetryBudget {
  private readonly earned: number;
  private readonly cap: number;
  private tokens: number;

  constructor({ ratio, reserve = 10 }: RetryBudgetOptions) {
    this.earned = Math.floor(ratio * TOKEN);
    this.cap = reserve * TOKEN;
    this.tokens = this.cap;
  }

  /** Earns the share of one call. Once a call, at its first attempt; never for a retry. */
  recordCall(): void {
    this.tokens = Math.min(this.cap, this.tokens + this.earned);
  }

  /** Pays for one retry, or refuses it. What was paid is not given back, also if the retry is then never sent. */
  trySpend(): boolean {
    if (this.tokens < TOKEN) return false;
    this.tokens -= TOKEN;
    return true;
  }

  /** Takes the price of a retry that is made in any case, and goes into debt for it, so that others are made instead of more. */
  charge(): void {
    this.tokens = Math.max(-this.cap, this.tokens - TOKEN);
  }

  /** Retries that could be paid for now, with the fraction already earned towards the next: for a gauge. */
  get available(): number {
    return this.tokens / TOKEN;
  }
}
