import { HealthIndicatorService } from '@nestjs/terminus';
import { GenesysToken, LastLogin } from '../upstreams/genesys/http/genesys-token.js';
import { GenesysConfig } from '../upstreams/genesys/http/genesys.config.js';
import { GenesysLoginIndicator } from './genesys-login.indicator.js';

function check(lastLogin: LastLogin, credentials = { clientId: 'client', clientSecret: 'hush' }): unknown {
  const config = Object.assign(new GenesysConfig(), credentials);
  return new GenesysLoginIndicator(new HealthIndicatorService(), config, { lastLogin } as GenesysToken).check();
}

describe('GenesysLoginIndicator', () => {
  it('is up before the first login', () => {
    expect(check({ outcome: 'never', reason: '', ageSeconds: Infinity })).toEqual({
      genesys_login: { status: 'up', last_login: 'never' },
    });
  });

  it('is up after a login, with its age', () => {
    expect(check({ outcome: 'ok', reason: '', ageSeconds: 61.7 })).toEqual({
      genesys_login: { status: 'up', last_login: 'ok', age_seconds: 62 },
    });
  });

  it('is down after a failed login, with the reason', () => {
    expect(check({ outcome: 'failed', reason: 'Genesys Cloud login returned 503', ageSeconds: 3 })).toEqual({
      genesys_login: {
        status: 'down',
        last_login: 'failed',
        age_seconds: 3,
        reason: 'Genesys Cloud login returned 503',
      },
    });
  });

  it('reports nothing without an OAuth client', () => {
    expect(check({ outcome: 'never', reason: '', ageSeconds: Infinity }, {} as never)).toEqual({});
  });
});
