import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { EXTERNAL_API_KEY, ORDERS_API_KEY, SANDBOX_CLIENT } from '../../sandbox/world.js';
import { ensureBuilt } from '../support/built-service.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';

const linesOf = ({ log }: SpawnedService): Record<string, unknown>[] =>
  log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of a service', () => {
  /** Secrets that must not appear in the log, by their source. */
  const secret = {
    redis: `redis-${randomBytes(8).toString('hex')}`,
    key: `key-${randomBytes(8).toString('hex')}`,
    input: `input-${randomBytes(8).toString('hex')}`,
    upstream: `upstream-${randomBytes(8).toString('hex')}`,
  };
  let world: World;
  let service: SpawnedService;

  beforeAll(async () => {
    await ensureBuilt();
    world = await startWorld();
    service = await spawnService(world, {
      LOG_LEVEL: 'trace',
      REDIS_URL: `redis://user:${secret.redis}@127.0.0.1:${await freePort()}`,
      CRM_BASE_URL: '',
      RETRY_ATTEMPTS: '1',
    });
    await callEveryActionWithSecrets();
    service.signal('SIGTERM');
    await service.ended;
  }, 180_000);

  async function callEveryActionWithSecrets(): Promise<void> {
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${world.issuer.token()}`,
      'X-Genesys-Flow-Id': 'flow-7',
      'ININ-Correlation-Id': 'correlation-7',
    };
    const call = (action: string, input: object, more: Record<string, string> = {}): Promise<Response> =>
      fetch(`${service.url}/api/v1/dataactions/${action}`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(input),
      });
    const callAll = async (round: string): Promise<void> => {
      await call(
        'invoke-data-action',
        { input_payload: { secret: secret.input } },
        { 'Idempotency-Key': secret.key + round },
      );
      await call('invoke-data-action', { input_payload: { secret: secret.input }, idempotency_key: secret.key });
      await call('customer-overview', {
        customerId: secret.input,
        userId: secret.input,
        externalApiKey: EXTERNAL_API_KEY,
      });
      await call('conversation-query', { filter_expression: `conversationId = "${secret.input}"` });
      await call('queues', { name: secret.input + round, queueIds: [secret.input] });
    };
    await callAll('-1');
    world.genesys.fail('token', { kind: 'status', status: 401, body: { description: secret.upstream } });
    for (const route of ['queues', 'analytics', 'users'] as const)
      world.genesys.fail(route, { kind: 'status', status: 400, body: { message: secret.upstream } });
    world.orders.fail('orders', { kind: 'status', status: 500, body: { message: secret.upstream } });
    await callAll('-2');
  }

  it('has lines for every failure that involves secrets', () => {
    const codes = linesOf(service).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));

    expect(new Set(codes)).toEqual(new Set(['OK', 'STORE_UNAVAILABLE', 'UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE']));
  });

  it('has only fields that docs/observability.md explains', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'observability.md'), 'utf8');
    const calls = linesOf(service).filter(({ msg }) => msg === 'call');
    const fields = new Set(calls.flatMap((line) => Object.keys(line)));

    for (const field of ['level', 'time', 'msg']) expect(fields.delete(field)).toBe(true);
    for (const field of fields) expect(page).toContain(`\`${field}\``);
  });

  it('names the flow of the request header if the request has no envelope', () => {
    expect(linesOf(service)).toContainEqual(
      expect.objectContaining({ msg: 'call', correlation_id: 'correlation-7', flow_id: 'flow-7', action: 'queues' }),
    );
  });

  it('leads from each failed call, and from no other, to the section about its code', () => {
    const calls = linesOf(service).filter(({ msg }) => msg === 'call');

    for (const { code, docs_url } of calls)
      expect(docs_url).toBe(code === 'OK' ? undefined : `docs/errors.md#${String(code).toLowerCase()}`);
  });

  it('has one line with the addresses, and none of Nest about its modules and routes, at the level info', () => {
    const atInfo = linesOf(service).filter(({ level }) => level === 'info');

    expect(atInfo).toContainEqual(
      expect.objectContaining({ msg: `Listening on ${service.url}; Swagger UI: ${service.url}/docs` }),
    );
    expect(atInfo.filter(({ name }) => /^(Nest|Instance|Route)/.test(typeof name === 'string' ? name : ''))).toEqual(
      [],
    );
  });

  it('names the disabled actions', () => {
    expect(linesOf(service)).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        name: 'ActionsModule',
        msg: 'Action customer-lookup is disabled: set CRM_BASE_URL to enable it',
      }),
    );
  });

  it.each(Object.entries(secret))('contains no secret from %s', (_, text) => {
    expect(service.log).not.toContain(text);
  });

  it('contains none of the keys of the service', () => {
    for (const key of [SANDBOX_CLIENT.secret, ORDERS_API_KEY, EXTERNAL_API_KEY]) expect(service.log).not.toContain(key);
    expect(service.log).not.toContain('Bearer');
  });
});

describe('a log that is off', () => {
  let world: World;
  let service: SpawnedService;

  beforeAll(async () => {
    world = await startWorld();
    service = await spawnService(world, { LOG_LEVEL: 'error', CRM_BASE_URL: '' });
  }, 180_000);

  it('applies its level from the start of the process to its end', async () => {
    expect((await service.call(world.issuer.token(), {})).status).toBe(404);
    service.signal('SIGTERM');
    await service.ended;

    await until(() => service.process.stdout?.readableEnded === true);
    expect(service.log).toBe('');
  });
});
