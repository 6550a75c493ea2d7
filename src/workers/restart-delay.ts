import { seconds } from '../durations.js';

const FIRST_MS = 200;
const LONGEST_MS = seconds(30);
/** Without a crash for so long, the next one is the first again. */
const FORGOTTEN_AFTER_MS = seconds(60);

/** How long to wait before a crashed process is replaced: longer each time, so that a crash loop leaves the machine alone. */
export class RestartDelay {
  private crashes = 0;
  private lastAtMs = -Infinity;

  /** For a crash that happens now. */
  nextMs(): number {
    const nowMs = performance.now();
    if (nowMs - this.lastAtMs > FORGOTTEN_AFTER_MS) this.crashes = 0;
    this.lastAtMs = nowMs;
    this.crashes += 1;
    return Math.min(FIRST_MS * 2 ** (this.crashes - 1), LONGEST_MS);
  }
}
