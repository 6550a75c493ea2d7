/** Minimum time between two fetches for unknown key ids, so that a flood of invented ids does not reach the issuer. */
export class JwksCooldown {
  private startedAtMs = -Infinity;

  constructor(private readonly lengthMs: number) {}

  get isActive(): boolean {
    return performance.now() - this.startedAtMs < this.lengthMs;
  }

  /** Starts the cooldown. @returns a function that undoes it, for a fetch that did not reach the issuer */
  start(): () => void {
    const { startedAtMs } = this;
    this.startedAtMs = performance.now();
    return () => (this.startedAtMs = startedAtMs);
  }
}
