import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { GenesysToken } from '../upstreams/genesys/http/genesys-token.js';
import { GenesysConfig } from '../upstreams/genesys/http/genesys.config.js';

/** Reports the latest Genesys Cloud login. Down if it failed. Reports nothing if no OAuth client is configured. */
@Injectable()
export class GenesysLoginIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly config: GenesysConfig,
    private readonly token: GenesysToken,
  ) {}

  check(): HealthIndicatorResult {
    if (!this.config.isConfigured) return {};
    const indicator = this.health.check('genesys_login');
    const { outcome, reason, ageSeconds } = this.token.lastLogin;
    if (outcome === 'never') return indicator.up({ last_login: outcome });
    const details = { last_login: outcome, age_seconds: Math.round(ageSeconds) };
    return outcome === 'ok' ? indicator.up(details) : indicator.down({ ...details, reason });
  }
}
