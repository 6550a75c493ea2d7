/**
 * Rejects operations while Redis is too slow. It opens at the first timeout and closes with the first reply in time, so it
 * stays open only as long as Redis is slow.
 */
export class RedisBreaker {
  private open = false;
  private closedAtMs = -Infinity;

  /** @param onOpen starts probing Redis in the background */
  constructor(
    private readonly onOpen: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isClosed(): boolean {
    return !this.open;
  }

  /** When the breaker last closed, in monotonic milliseconds; `-Infinity` if it never opened. */
  get lastClosedAtMs(): number {
    return this.closedAtMs;
  }

  noteTimeout(): void {
    if (this.open) return;
    this.open = true;
    this.onOpen();
  }

  noteReplyInTime(): void {
    if (!this.open) return;
    this.open = false;
    this.closedAtMs = this.now();
  }
}
