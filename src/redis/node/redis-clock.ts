/**
 * Estimates the clock of one Redis server from the times that it reports.
 *
 * When a reply arrives, the server's clock shows the reported time or a later one. So the estimate is never ahead of the
 * server, except after the server's clock was set back. The estimate is behind by less than the fastest round trip.
 */
export class RedisClock {
  /** Milliseconds to add to the monotonic clock of this process; undefined before the first report. */
  private offsetMs: number | undefined;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  /** Updates the estimate. @param sentAtMs monotonic milliseconds right before the request was sent */
  observe(serverMs: number, sentAtMs: number): void {
    const lowest = serverMs - this.monotonicMs();
    const highest = serverMs - sentAtMs;
    const isPlausible = this.offsetMs !== undefined && this.offsetMs <= highest;
    // An estimate above the highest possible value means that the server's clock was set back.
    this.offsetMs = isPlausible ? Math.max(this.offsetMs ?? lowest, lowest) : lowest;
  }

  /** Milliseconds since 1970 by the server's clock; undefined before the first report. */
  get nowMs(): number | undefined {
    return this.offsetMs === undefined ? undefined : this.monotonicMs() + this.offsetMs;
  }
}
