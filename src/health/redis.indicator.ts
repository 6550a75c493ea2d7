import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { RedisConnection } from '../redis/redis-connection.js';

/** Reports whether writes to the shared Redis work, and the reason if they do not. Reports nothing if Redis is not configured. */
@Injectable()
export class RedisIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnection,
  ) {}

  /** Reports "down" while writes fail. */
  async check(): Promise<HealthIndicatorResult> {
    return this.report((indicator, details) => indicator.down(details));
  }

  /** Reports "degraded" while writes fail, because reads do not need Redis. */
  async checkReadiness(): Promise<HealthIndicatorResult> {
    return this.report((indicator, details) => indicator.degraded(details));
  }

  private async report(
    failed: (indicator: Indicator, details: { reason: string }) => HealthIndicatorResult,
  ): Promise<HealthIndicatorResult> {
    if (!this.redis.isConfigured) return {};
    const indicator = this.health.check('redis');
    const reason = await this.redis.check();
    return reason === undefined ? indicator.up() : failed(indicator, { reason });
  }
}

type Indicator = ReturnType<HealthIndicatorService['check']>;
