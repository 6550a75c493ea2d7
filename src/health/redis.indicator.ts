import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { RedisConnection } from '../redis/redis-connection.js';

/** Whether the shared Redis answers; nothing is said of it where none is configured. */
@Injectable()
export class RedisIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnection,
  ) {}

  /** Down while it gives no answer. */
  async check(): Promise<HealthIndicatorResult> {
    return this.report((indicator) => indicator.down());
  }

  /** Degraded while it gives no answer: calls can be answered without it. */
  async checkReadiness(): Promise<HealthIndicatorResult> {
    return this.report((indicator) => indicator.degraded());
  }

  private async report(lost: (indicator: Indicator) => HealthIndicatorResult): Promise<HealthIndicatorResult> {
    if (!this.redis.isConfigured) return {};
    const indicator = this.health.check('redis');
    const isUp = await this.redis
      .run((client) => client.ping())
      .then(() => true)
      .catch(() => false);
    return isUp ? indicator.up() : lost(indicator);
  }
}

type Indicator = ReturnType<HealthIndicatorService['check']>;
