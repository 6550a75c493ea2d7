import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Caller } from '../auth/access/caller.js';
import { RateLimitPolicy } from '../errors/limit-errors.js';
import { Metrics } from '../observability/metrics.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisUnavailable } from '../redis/redis-unavailable.js';
import { MemoryRateLimiter } from './memory-rate.limiter.js';
import { rateLimitParameters } from './gcra.js';
import { RateLimitConfig } from './rate-limit.config.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisRateLimiter } from './redis-rate.limiter.js';

/**
 * The limit of calls that each client has: among all processes with Redis, within this one without. While Redis is lost each
 * process counts for itself, as a limit must not become the outage.
 */
@Injectable()
export class RateLimit {
  private readonly memory: RateLimiter | undefined;
  private readonly shared: RateLimiter | undefined;

  constructor(
    private readonly config: RateLimitConfig,
    redis: RedisConnection,
    private readonly metrics: Metrics,
  ) {
    const pace = rateLimitParameters(config);
    this.memory = pace && new MemoryRateLimiter(pace);
    this.shared = pace && redis.isConfigured ? new RedisRateLimiter(pace, redis) : undefined;
  }

  /** As the responses to refused calls name it. */
  get policy(): RateLimitPolicy {
    return { name: 'client', quota: this.config.perMinute ?? 0, windowSeconds: 60 };
  }

  get isSet(): boolean {
    return this.memory !== undefined;
  }

  /** Takes one call of a client into account. @returns milliseconds that it has to wait; 0 where it may go on */
  async take(caller: Caller): Promise<number> {
    const client = digest(caller);
    const waitMs = await this.askRedis(client);
    return waitMs ?? this.counted('memory', (await this.memory?.take(client)) ?? 0);
  }

  private async askRedis(client: string): Promise<number | undefined> {
    if (!this.shared) return undefined;
    try {
      return this.counted('redis', await this.shared.take(client));
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      return undefined;
    }
  }

  private counted(store: 'redis' | 'memory', waitMs: number): number {
    this.metrics.rateLimit.inc({ decision: waitMs > 0 ? 'refused' : 'admitted', store });
    return waitMs;
  }
}

/** Names in a token are of any length and hold anything; as a digest they cannot run into each other. */
const digest = ({ organisation, client }: Caller): string =>
  createHash('sha256')
    .update(JSON.stringify([organisation, client]))
    .digest('base64url');
