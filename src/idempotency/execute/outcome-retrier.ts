import { setMaxListeners } from 'node:events';
import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { withTimeout } from '../../redis/client/with-timeout.js';
import { sleep } from '../../resilience/deadline/sleep.js';
import { OwnerResult } from '../store/idempotency-store.js';

/**
 * Pause between attempts. Short, so that duplicates in other processes get the result soon after the store recovers. If many
 * outcomes wait, the pause is longer.
 */
const PAUSE_MS = 75;
const PAUSE_PER_OUTCOME_MS = 0.5;

/** Retries end after this time. By then the lease has expired, and a repeated call gets OUTCOME_UNKNOWN. */
const GIVE_UP_AFTER_MS = seconds(60);

/** Limit of outcomes that wait for the store. Without it, a long outage would fill the memory. */
const MAX_OUTSTANDING = 10_000;

/** Time limit for the last attempts when the process stops. */
const LAST_ATTEMPT_LIMIT_MS = 500;

/** Stores one outcome. A repetition is safe. */
type StoreOutcome = () => Promise<OwnerResult>;

/** Retries outcomes that could not be stored: in the background, and once more when the process stops. */
@Injectable()
export class OutcomeRetrier implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OutcomeRetrier.name);
  private readonly shutdown = new AbortController();
  private readonly outstanding = new Set<StoreOutcome>();

  constructor(private readonly drain: DrainTracker) {
    setMaxListeners(MAX_OUTSTANDING, this.shutdown.signal);
  }

  /** Retries one outcome. Drops it if too many wait. The write then counts as running, and after its lease as unknown. */
  retryInBackground(store: StoreOutcome): void {
    if (this.outstanding.size >= MAX_OUTSTANDING)
      return this.giveUp(new Error(`${MAX_OUTSTANDING} other outcomes wait`));
    this.outstanding.add(store);
    void this.drain
      .trackWork(this.repeat(store))
      .then(() => this.outstanding.delete(store))
      .catch((error: unknown) => {
        if (this.shutdown.signal.aborted) return;
        this.outstanding.delete(store);
        this.giveUp(error);
      });
  }

  /** Tries all outstanding outcomes once more. The connection to the store closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    this.shutdown.abort(new Error('The service has stopped'));
    const attempts = Promise.allSettled([...this.outstanding].map((store) => store()));
    await withTimeout(attempts, LAST_ATTEMPT_LIMIT_MS).catch(() => undefined);
  }

  private giveUp(error: unknown): void {
    this.logger.warn('Could not record the outcome of a write in the idempotency store; giving up', error);
  }

  private async repeat(store: StoreOutcome): Promise<void> {
    const startedAtMs = performance.now();
    for (;;) {
      await sleep(PAUSE_MS + this.outstanding.size * PAUSE_PER_OUTCOME_MS, this.shutdown.signal);
      try {
        const result = await store();
        const isStored = result.kind === 'late' || (await result.acknowledged) !== false;
        if (isStored || performance.now() - startedAtMs >= GIVE_UP_AFTER_MS) return;
      } catch (error) {
        if (performance.now() - startedAtMs >= GIVE_UP_AFTER_MS) throw error;
      }
    }
  }
}
