/** The first rest after a time-out; it doubles while Redis hangs again soon after. */
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 8_000;
/** Having worked for so long, Redis starts with a clean record. */
const TRUSTED_AFTER_MS = 10_000;

/**
 * Spares calls the wait for a Redis that has just let one wait in vain. It opens at the first time-out, as all who ask
 * meanwhile would wait as long; whoever opened it finds out, off the path of calls, when Redis answers again.
 */
export class RedisBreaker {
  private restMs = 0;
  private closedAtMs: number | undefined = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get isClosed(): boolean {
    return this.closedAtMs !== undefined;
  }

  /** @returns how long to leave Redis alone before it is probed; undefined where somebody has opened it already */
  open(): number | undefined {
    if (this.closedAtMs === undefined) return undefined;
    const isTrusted = this.now() - this.closedAtMs >= TRUSTED_AFTER_MS;
    this.restMs = isTrusted ? FIRST_REST_MS : Math.min(this.restMs * 2, LONGEST_REST_MS);
    this.closedAtMs = undefined;
    return this.restMs;
  }

  close(): void {
    this.closedAtMs = this.now();
  }
}
