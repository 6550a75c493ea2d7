import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { RedisConnection } from '../redis/redis-connection.js';

/** Reports whether a write to the shared Redis works, and the reason if not; nothing if none is configured. */
@Injectable()
export class RedisIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly redis: RedisConnection,
  ) {}

  /** Down while a write fails. */
  async check(): Promise<HealthIndicatorResult> {
    return this.report((indicator, details) => indicator.down(details));
  }

  /** Degraded while a write fails: reads can be served without it. */
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
