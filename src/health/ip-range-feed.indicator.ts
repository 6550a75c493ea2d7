import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { IpRangeFeed } from '../auth/ip-allowlist/ip-range-feed.js';

/** Reports the freshness and age of the IP ranges. Reports nothing if no feed is configured. */
@Injectable()
export class IpRangeFeedIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly feed: IpRangeFeed,
  ) {}

  check(): HealthIndicatorResult {
    const { freshness, ranges, ageSeconds } = this.feed;
    if (freshness === 'off') return {};
    const indicator = this.health.check('address_feed');
    if (freshness === 'none') return indicator.down({ freshness });
    const details = { freshness, ranges: ranges.length, age_seconds: Math.round(ageSeconds) };
    return freshness === 'stale' ? indicator.degraded(details) : indicator.up(details);
  }
}
