import { seconds } from '../../time/durations.js';

const MIN_MS = 200;
const MAX_MS = seconds(30);
/** Time without a crash after which the delay starts at its minimum again. */
const RESET_AFTER_MS = seconds(60);

/** Exponential delay before a crashed process is replaced, so that a crash loop does not use up the CPU. */
export class RestartDelay {
  private crashes = 0;
  private lastAtMs = -Infinity;

  /** Registers a crash and returns the delay before the restart. */
  nextMs(): number {
    const nowMs = performance.now();
    if (nowMs - this.lastAtMs > RESET_AFTER_MS) this.crashes = 0;
    this.lastAtMs = nowMs;
    this.crashes += 1;
    return Math.min(MIN_MS * 2 ** (this.crashes - 1), MAX_MS);
  }
}
