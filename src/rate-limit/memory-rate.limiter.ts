import { LRUCache } from 'lru-cache';
import { Clock, monotonicClock } from '../resilience/deadline/clock.js';
import { admit, RateLimitParameters } from './gcra.js';
import { RateLimiter } from './rate-limiter.js';

/** Only clients with a good token are counted, so these are more than any installation has. */
const MAX_CLIENTS = 10_000;

/** Counts the calls that this process has seen. */
export class MemoryRateLimiter extends RateLimiter {
  private readonly theoreticalArrivalMs = new LRUCache<string, number>({ max: MAX_CLIENTS });

  constructor(
    private readonly pace: RateLimitParameters,
    private readonly now: Clock = monotonicClock,
  ) {
    super();
  }

  override async take(client: string): Promise<number> {
    const admission = admit(this.theoreticalArrivalMs.get(client), this.now(), this.pace);
    if (admission.kind === 'refused') return admission.waitMs;
    this.theoreticalArrivalMs.set(client, admission.theoreticalArrivalMs);
    return 0;
  }
}
