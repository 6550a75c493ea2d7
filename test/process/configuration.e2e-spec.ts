import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ensureBuilt, ENTRY } from '../support/built-service.js';
import { temporaryFolder } from '../support/clean-up.js';
import { problemsOf } from '../support/configuration-problems.js';
import { startService } from '../support/service.js';
import { startWorld, World } from '../support/world.js';

/**
 * One invalid value for each variable that can have one. No message may show the text "hunter2", because it can be a secret
 * that was set in the wrong variable. Messages name a wrong member only for lists without secrets.
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
    world = await startWorld();
  });

  it('names every variable with an invalid value, without the value', () => {
    const problems = problemsOf({ ...INVALID, CRM_API_KEY: 'hunter2' });

    expect(new Set(problems.map((problem) => problem.split(' ', 1)[0]?.replace(':', '')))).toEqual(
      new Set(Object.keys(INVALID)),
    );
    expect(problems.join()).not.toContain('hunter2');
  });

  it('treats an empty variable as unset', () => {
    const empty = ['CRM_API_KEY', 'AUTH_JWKS_URL', 'LOG_LEVEL', 'TRUST_PROXY', 'PORT'].map((name) => [name, ' ']);

    expect(problemsOf({ ...world.environment(), ...(Object.fromEntries(empty) as object) })).toEqual([]);
  });

  it('selects the actions, their upstreams, and the claim that identifies the caller', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const environment = { CRM_BASE_URL: '', ORDERS_BASE_URL: `${world.orders.url}/`, AUTH_CLIENT_CLAIM: 'app' };
    const service = await startService({ world, environment });
    const token = world.issuer.token({ claims: { app: 'flow' } });
    const catalogue = await service.send('/api/v1/dataactions', { headers: { Authorization: `Bearer ${token}` } });
    const overview = { customerId: 'c-1' };

    for (const { text } of [catalogue, await service.send('/openapi.json')]) {
      expect(text).toContain('customer-overview');
      expect(text).not.toContain('customer-lookup');
    }
    expect(warn).toHaveBeenCalledWith('Action customer-lookup is disabled: set CRM_BASE_URL to enable it');
    expect((await service.call('customer-lookup', { customer_id: 'c-1' }, { token })).status).toBe(404);
    expect((await service.call('customer-overview', overview, { token })).body.data).toMatchObject({
      sources: { orders: { status: 200 } },
    });
    expect((await service.call('customer-overview', overview)).status).toBe(401);
    warn.mockRestore();
  });
});

describe('a process that cannot start', () => {
  const folder = temporaryFolder('env-file');

  beforeAll(ensureBuilt, 150_000);

  /** Runs an entry point in a folder with a file `.env`. */
  const run = (entry: string, file: string, environment: Record<string, string> = {}) => {
    writeFileSync(join(folder, '.env'), file);
    const path = join(dirname(ENTRY), entry);
    return spawnSync(process.execPath, [path], { cwd: folder, env: environment, encoding: 'utf8' });
  };

  it('names the missing variables, and reads no file .env in production', () => {
    const { status, stderr } = run('main.js', 'BODY_LIMIT_BYTES=from-file\n');

    expect(status).toBe(1);
    expect(stderr).toContain('AUTH_JWKS_URL must be a URL, or AUTH_ISSUER must name an issuer that offers discovery');
    expect(stderr).toContain('AUTH_AUDIENCE is required');
    expect(stderr).not.toContain('BODY_LIMIT_BYTES');
    expect(stderr).not.toContain('    at ');
  });

  it('names a port in use; in development, the file .env sets variables that the environment does not set', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const environment = {
      AUTH_JWKS_URL: 'http://127.0.0.1:9',
      AUTH_AUDIENCE: 'a',
      HOST: '127.0.0.1',
      BODY_LIMIT_BYTES: '9',
    };
    const { status, stderr } = run('dev.js', `PORT=${port}\nBODY_LIMIT_BYTES=from-file\n`, environment);
    server.close();

    expect(status).toBe(1);
    expect(stderr).toContain('EADDRINUSE');
    expect(stderr).toContain(String(port));
  });
});
