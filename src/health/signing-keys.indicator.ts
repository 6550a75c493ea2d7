import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { SigningKeys } from '../auth/signing-keys/signing-keys.js';

/** Reports the freshness and age of the keys that verify tokens. Down if there are none or they have expired. */
@Injectable()
export class SigningKeysIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly keys: SigningKeys,
  ) {}

  check(): HealthIndicatorResult {
    const { freshness, keyIds, ageSeconds } = this.keys;
    const indicator = this.health.check('signing_keys');
    if (freshness === 'none') return indicator.down({ freshness });
    const details = { freshness, key_ids: keyIds, age_seconds: Math.round(ageSeconds) };
    if (freshness === 'expired') return indicator.down(details);
    return freshness === 'stale' ? indicator.degraded(details) : indicator.up(details);
  }
}
