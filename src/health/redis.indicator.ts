import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { RedisConnection } from '../redis/redis-connection.js';

/** Reports whether Redis responds. Reports nothing if Redis is not configured. */
@Injectable()
export class RedisIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnection,
  ) {}

  /** Reports down if Redis does not respond. */
  async check(): Promise<HealthIndicatorResult> {
    return this.report((indicator) => indicator.down());
  }

  /** Reports degraded if Redis does not respond, because calls work without it. */
  async checkReadiness(): Promise<HealthIndicatorResult> {
    return this.report((indicator) => indicator.degraded());
  }

  private async report(onFailure: (indicator: Indicator) => HealthIndicatorResult): Promise<HealthIndicatorResult> {
    if (!this.redis.isConfigured) return {};
    const indicator = this.health.check('redis');
    const isUp = await this.redis
      .run((client) => client.ping())
      .then(() => true)
      .catch(() => false);
    return isUp ? indicator.up() : onFailure(indicator);
  }
}

type Indicator = ReturnType<HealthIndicatorService['check']>;
