import { setMaxListeners } from 'node:events';
import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { seconds } from '../../durations.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { sleep } from '../../resilience/deadline/sleep.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = seconds(1);

/** Afterwards the lease is long over, and whoever uses the key again is told that its outcome is unknown. */
const GIVE_UP_AFTER_MS = seconds(60);

const MAX_OUTSTANDING = 10_000;

/** Outcomes that the store could not be told at once: told again and again, off the path of calls, until it knows. */
@Injectable()
export class OutcomeRetrier implements OnApplicationShutdown {
  private readonly logger = new Logger(OutcomeRetrier.name);
  private readonly shutdown = new AbortController();
  private outstanding = 0;

  constructor(private readonly intake: DrainTracker) {
    setMaxListeners(MAX_OUTSTANDING, this.shutdown.signal);
  }

  /** @param tell may be repeated without harm, as every verb of the store */
  retryInBackground(tell: () => Promise<unknown>): void {
    if (this.outstanding >= MAX_OUTSTANDING) return;
    this.outstanding += 1;
    void this.intake
      .trackWork(this.repeat(tell))
      .catch((error: unknown) => this.logger.warn('The idempotency store was not told an outcome', error))
      .finally(() => (this.outstanding -= 1));
  }

  onApplicationShutdown(): void {
    this.shutdown.abort(new Error('The service has stopped'));
  }

  private async repeat(tell: () => Promise<unknown>): Promise<void> {
    const startedAtMs = performance.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await sleep(pauseMs, this.shutdown.signal);
      try {
        await tell();
        return;
      } catch (error) {
        if (performance.now() - startedAtMs >= GIVE_UP_AFTER_MS) throw error;
      }
    }
  }
}
