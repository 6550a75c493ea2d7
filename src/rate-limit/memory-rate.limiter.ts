import { LRUCache } from 'lru-cache';
import { Clock, monotonicClock } from '../resilience/deadline/clock.js';
import { decide, RateLimitParameters } from './gcra.js';
import { RateLimiter } from './rate-limiter.js';

/** More clients than any installation has, because only authenticated clients are counted. */
const MAX_CLIENTS = 10_000;

/** Counts the calls of this process. */
export class MemoryRateLimiter extends RateLimiter {
  private readonly theoreticalArrivalMs = new LRUCache<string, number>({ max: MAX_CLIENTS });

  constructor(
    private readonly parameters: RateLimitParameters,
    private readonly now: Clock = monotonicClock,
  ) {
    super();
  }

  override async take(client: string): Promise<number> {
    const decision = decide(this.theoreticalArrivalMs.get(client), this.now(), this.parameters);
    if (decision.kind === 'rejected') return decision.waitMs;
    this.theoreticalArrivalMs.set(client, decision.theoreticalArrivalMs);
    return 0;
  }
}
