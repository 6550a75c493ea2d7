import { createServer } from 'node:net';
import { once } from 'node:events';
import { AddressInfo } from 'node:net';
import { startWorld, World } from '../support/world.js';
import { createApp } from '../../src/app.js';
import { ensureBuilt } from '../support/built-service.js';
import { startService } from '../support/service.js';
import { spawnProcess } from '../support/spawn-service.js';

/**
 * One invalid value for each variable that can have one. No message may show the text "hunter2": it may be a secret in the
 * wrong variable. Only lists without secrets have their wrong member named.
 */
const INVALID: Readonly<Record<string, string>> = {
  PORT: 'hunter2',
  LOG_LEVEL: 'hunter2',
  TRUST_PROXY: 'a-proxy',
  BODY_LIMIT_BYTES: '-1',
  ACTION_TIMEOUT_MS: '0',
  DRAIN_TIMEOUT_MS: '-5',
  AUTH_JWKS_URL: 'ftp://hunter2',
  AUTH_AUDIENCE: ' , ',
  AUTH_ISSUER: 'hunter2',
  AUTH_ALGORITHMS: 'RS256,XS256',
  AUTH_JWKS_MAX_AGE_SECONDS: '1.5',
  AUTH_JWKS_REFRESH_SECONDS: '0',
  AUTH_JWKS_STALE_SECONDS: '-1',
  AUTH_JWKS_COOLDOWN_SECONDS: '1e3',
  IP_ALLOWLIST: '10.0.0.0/33',
  IP_ALLOWLIST_FEED: 'hunter2',
  IP_ALLOWLIST_FEED_DIRECTIONS: 'sideways',
  IP_ALLOWLIST_FEED_SECONDS: '0',
  OAUTH_CLIENTS: 'hunter2',
  OAUTH_SIGNING_KEY_FILE: '/hunter2',
  OAUTH_TOKEN_SECONDS: '5',
  BASIC_CLIENTS: '[hunter2',
  API_KEY_CLIENTS: '[{"id": "hunter2"}]',
  AUTH_ATTEMPTS_PER_MINUTE: '0',
  RETRY_ATTEMPTS: '0',
  RETRY_BASE_MS: '0x10',
  RETRY_BUDGET_RATIO: '2',
  CIRCUIT_FAILURES: '0',
  CIRCUIT_FAILURE_RATIO: '-0.1',
  CIRCUIT_WINDOW_MS: 'hunter2',
  CIRCUIT_OPEN_MS: 'Infinity',
  CIRCUIT_SLOW_MS: 'NaN',
  UPSTREAM_TIMEOUT_MS: '5s',
  UPSTREAM_CONNECT_TIMEOUT_MS: '1_000',
  UPSTREAM_MAX_CONCURRENCY: '+1',
  CRM_BASE_URL: 'hunter2@crm',
};

describe('the configuration', () => {
  let world: World;

  beforeAll(async () => {
    await ensureBuilt();
    world = await startWorld();
  }, 150_000);

  it('stops the start for invalid values, and names every variable without its value', async () => {
    const service = await spawnProcess({ ...INVALID, CRM_API_KEY: 'hunter2', PORT: 'hunter2' });

    expect((await service.ended).code).toBe(1);
    const named = service.log.match(/^ {2}[A-Z_]+/gm)?.map((name) => name.trim());
    expect(new Set(named)).toEqual(new Set(Object.keys(INVALID)));
    expect(service.log).not.toContain('hunter2');
    expect(service.log).not.toContain('    at ');
  });

  it('stops the start if a required variable is missing', async () => {
    const service = await spawnProcess({});

    expect((await service.ended).code).toBe(1);
    expect(service.log).toContain(
      'AUTH_JWKS_URL must be a URL, or AUTH_ISSUER must name an issuer that offers discovery',
    );
    expect(service.log).toContain('AUTH_AUDIENCE is required');
  });

  it('reports a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const service = await spawnProcess(world.environment({ PORT: String(port) }));

    expect((await service.ended).code).toBe(1);
    expect(service.log).toContain('EADDRINUSE');
    server.close();
  });

  it.each(['CRM_API_KEY', 'AUTH_JWKS_URL', 'LOG_LEVEL', 'TRUST_PROXY', 'PORT'])(
    'treats an empty %s as unset',
    async (variable) => {
      const app = await createApp({ ...world.environment(), LOG_LEVEL: 'silent', [variable]: ' ' });
      await app.close();
    },
  );

  it('disables an action, its route and its description if its upstream is not configured', async () => {
    const service = await startService({ world, environment: { CRM_BASE_URL: '' } });
    const authorization = `Bearer ${world.issuer.token()}`;
    const { text } = await service.send('/api/v1/dataactions', { headers: { authorization } });

    expect(text).not.toContain('customer-lookup');
    expect((await service.call('customer-lookup', { customer_id: 'c-1' })).status).toBe(404);
    expect((await service.send('/openapi.json')).text).not.toContain('customer-lookup');
    await service.stop();
  });

  it('accepts an upstream URL with a trailing slash', async () => {
    const service = await startService({ world, environment: { CRM_BASE_URL: `${world.crm.url}/` } });

    expect((await service.call('customer-lookup', { customer_id: 'c-1' })).status).toBe(200);
    await service.stop();
  });

  it.each([
    ['sub', { AUTH_CLIENT_CLAIM: 'sub', AUTH_ORGANISATION_CLAIM: 'organization_id' }, 200],
    ['a claim that no token carries', { AUTH_ORGANISATION_CLAIM: 'tenant' }, 401],
    ['another claim', { AUTH_CLIENT_CLAIM: 'app' }, 401],
  ])('identifies the caller by %s', async (_, environment, status) => {
    const service = await startService({ world, environment });

    expect((await service.call('customer-lookup', { customer_id: 'c-1' })).status).toBe(status);
    await service.stop();
  });
});
