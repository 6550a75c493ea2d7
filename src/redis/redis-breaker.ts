/**
 * Spares calls the wait for a Redis that has just let one wait in vain. It opens at the first timeout and closes with the
 * first reply in time, so it holds back no longer than Redis is slow.
 */
export class RedisBreaker {
  private open = false;
  private closedAtMs = -Infinity;

  /** @param onOpen starts looking for a sign of life, off the path of calls */
  constructor(
    private readonly onOpen: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isClosed(): boolean {
    return !this.open;
  }

  /** Monotonic milliseconds of the last time that it closed; `-Infinity` where it never opened. */
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
