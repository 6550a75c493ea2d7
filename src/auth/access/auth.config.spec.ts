import { Environment } from '../../config/variables/environment.js';
import { readConfigs } from '../../config/variables/read-configs.js';
import { AuthConfig } from './auth.config.js';
import { problemsOf } from '../../../test/support/configuration-problems.js';

const GOOD = { AUTH_JWKS_URL: 'http://issuer/jwks', AUTH_AUDIENCE: 'https://us' };
const read = (environment: Environment): AuthConfig => readConfigs(environment).get(AuthConfig) as AuthConfig;

describe('the configuration of authentication', () => {
  it('accepts a key URL, or an issuer with discovery', () => {
    expect(read(GOOD)).toMatchObject({
      jwksUrl: 'http://issuer/jwks',
      audience: ['https://us'],
      algorithms: ['RS256'],
    });
    expect(read({ AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'a' })).toMatchObject({
      issuer: 'https://issuer.example',
    });
  });

  it('reads the time settings of the key set', () => {
    expect(read(GOOD)).toMatchObject({
      jwksMaxAgeSeconds: 3_600,
      jwksRefreshSeconds: 900,
      jwksStaleSeconds: 86_400,
      jwksCooldownSeconds: 30,
    });
  });

  it('accepts several audiences and algorithms', () => {
    const config = read({ ...GOOD, AUTH_AUDIENCE: 'a, b', AUTH_ALGORITHMS: 'RS256,ES256' });

    expect([config.audience, config.algorithms]).toEqual([
      ['a', 'b'],
      ['RS256', 'ES256'],
    ]);
  });

  const CLIENTS = JSON.stringify([
    {
      id: 'flows',
      secret: `scrypt:ln=14,r=8,p=1:${'A'.repeat(22)}:${'A'.repeat(43)}`,
      scopes: ['dataaction:read'],
      organisation: 'org-1',
    },
  ]);

  it.each([
    [{ OAUTH_CLIENTS: CLIENTS, AUTH_AUDIENCE: 'a' }, []],
    [{ OAUTH_CLIENTS: CLIENTS }, ['AUTH_AUDIENCE is required']],
    [{ BASIC_CLIENTS: CLIENTS }, []],
    [{ API_KEY_CLIENTS: CLIENTS }, []],
    [{ BASIC_CLIENTS: CLIENTS, AUTH_JWKS_URL: 'http://issuer/jwks' }, ['AUTH_AUDIENCE is required']],
    [{ ...GOOD, OAUTH_CLIENTS: CLIENTS, AUTH_ISSUER: 'https://issuer.example' }, []],
    [
      { ...GOOD, OAUTH_CLIENTS: CLIENTS, AUTH_ISSUER: 'https://me.example', OAUTH_ISSUER: 'https://me.example' },
      ['OAUTH_ISSUER must differ from AUTH_ISSUER'],
    ],
    [{ ...GOOD, AUTH_ISSUER: 'https://me.example', OAUTH_ISSUER: 'https://me.example' }, []],
    [{ ...GOOD, OAUTH_CLIENTS: CLIENTS, WORKERS: 'auto' }, ['OAUTH_CLIENTS needs OAUTH_SIGNING_KEY_FILE']],
    [{ ...GOOD, OAUTH_CLIENTS: CLIENTS, WORKERS: '1' }, []],
    [{ ...GOOD, BASIC_CLIENTS: 'plain' }, ['BASIC_CLIENTS must be a JSON list of clients']],
    [{ ...GOOD, AUTH_ATTEMPTS_PER_MINUTE: '0' }, ['AUTH_ATTEMPTS_PER_MINUTE']],
  ])('accepts clients: %j', (environment, starts) => {
    const problems = problemsOf(environment);

    expect(problems).toHaveLength(starts.length);
    starts.forEach((start, index) => expect(problems[index]).toContain(start));
  });

  it.each([
    [{}, ['AUTH_AUDIENCE is required', 'AUTH_JWKS_URL must be a URL']],
    [{ ...GOOD, AUTH_AUDIENCE: ',' }, ['AUTH_AUDIENCE is required']],
    [{ ...GOOD, AUTH_JWKS_URL: 'issuer/jwks' }, ['AUTH_JWKS_URL must be a URL']],
    [{ ...GOOD, AUTH_JWKS_URL: 'file:///jwks' }, ['AUTH_JWKS_URL must be a URL']],
    [{ ...GOOD, AUTH_JWKS_URL: 'nonsense', AUTH_ISSUER: 'https://issuer.example' }, ['AUTH_JWKS_URL must be a URL']],
    [{ ...GOOD, AUTH_ISSUER: 'issuer' }, ['AUTH_ISSUER must be a URL']],
    [{ ...GOOD, AUTH_ALGORITHMS: 'none' }, ['AUTH_ALGORITHMS']],
    [{ ...GOOD, AUTH_ALGORITHMS: 'RS256,HS256' }, ['AUTH_ALGORITHMS']],
    [{ ...GOOD, AUTH_ALGORITHMS: ',' }, ['AUTH_ALGORITHMS']],
    [{ ...GOOD, AUTH_JWKS_MAX_AGE_SECONDS: '0' }, ['AUTH_JWKS_MAX_AGE_SECONDS']],
    [{ ...GOOD, AUTH_JWKS_COOLDOWN_SECONDS: '-1' }, ['AUTH_JWKS_COOLDOWN_SECONDS']],
  ])('rejects %j', (environment, starts) => {
    const problems = problemsOf(environment);

    expect(problems).toHaveLength(starts.length);
    starts.forEach((start, index) => expect(problems[index]).toContain(start));
  });
});
