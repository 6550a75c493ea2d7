import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Caller } from '../auth/access/caller.js';
import { RateLimitPolicy } from '../errors/limit-errors.js';
import { Metrics } from '../observability/metrics/metrics.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisUnavailable } from '../redis/errors/redis-unavailable.js';
import { MemoryRateLimiter } from './memory-rate.limiter.js';
import { rateLimitParameters } from './gcra.js';
import { RateLimitConfig } from './rate-limit.config.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisRateLimiter } from './redis-rate.limiter.js';

/**
 * Rate limit per client, shared by all processes through Redis. While Redis is unavailable or not configured, each process
 * counts alone, so that the limit never causes an outage.
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
    const parameters = rateLimitParameters(config);
    this.memory = parameters && new MemoryRateLimiter(parameters);
    this.shared = parameters && redis.isConfigured ? new RedisRateLimiter(parameters, redis) : undefined;
  }

  /** Quota for the `RateLimit` headers. */
  get policy(): RateLimitPolicy {
    return { name: 'client', quota: this.config.perMinute ?? 0, windowSeconds: 60 };
  }

  get isSet(): boolean {
    return this.memory !== undefined;
  }

  /** Counts one call of a client. @returns milliseconds to wait; 0 if the call is admitted */
  async take(caller: Caller): Promise<number> {
    const client = keyOf(caller);
    const waitMs = await this.takeShared(client);
    return waitMs ?? this.count('memory', (await this.memory?.take(client)) ?? 0);
  }

  private async takeShared(client: string): Promise<number | undefined> {
    if (!this.shared) return undefined;
    try {
      return this.count('redis', await this.shared.take(client));
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      return undefined;
    }
  }

  private count(store: 'redis' | 'memory', waitMs: number): number {
    this.metrics.rateLimit.inc({ decision: waitMs > 0 ? 'refused' : 'admitted', store });
    return waitMs;
  }
}

/** Token claims can contain any text, so they are hashed before they become part of a key. */
const keyOf = ({ organisation, client }: Caller): string =>
  createHash('sha256')
    .update(JSON.stringify([organisation, client]))
    .digest('base64url');
