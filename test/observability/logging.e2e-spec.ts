import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { CRM_API_KEY, EXTERNAL_API_KEY, ORDERS_API_KEY, SANDBOX_CLIENT } from '../../sandbox/world.js';
import { ensureBuilt, ENTRY } from '../support/built-service.js';
import { HIGH_LIMITS } from '../support/limits.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACE_HEADERS = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, tracestate: 'vendor=1' };

let world: World;

beforeAll(async () => {
  await ensureBuilt();
  world = await startWorld();
}, 150_000);

describe('the log of a service', () => {
  /** Texts that must not appear in the log, by their source. */
  const secret = {
    redis: `redis-${randomBytes(8).toString('hex')}`,
    key: `key-${randomBytes(8).toString('hex')}`,
    input: `input-${randomBytes(8).toString('hex')}`,
    header: `header-${randomBytes(8).toString('hex')}`,
    claim: `claim-${randomBytes(8).toString('hex')}`,
    upstream: `upstream-${randomBytes(8).toString('hex')}`,
  };
  let service: SpawnedService;
  let tokens: string[];
  let lookups = 0;

  beforeAll(async () => {
    service = await spawnService(world, {
      LOG_LEVEL: 'trace',
      REDIS_URL: `redis://user:${secret.redis}@127.0.0.1:${await freePort()}`,
      AUTH_JWKS_REFRESH_SECONDS: '1',
      AUTH_JWKS_COOLDOWN_SECONDS: '0',
      RETRY_ATTEMPTS: '1',
      CIRCUIT_FAILURES: '3',
      UPSTREAM_TIMEOUT_MS: '1000',
    });
    const good = world.issuer.token({ claims: { email: secret.claim } });
    const [header = '', claims = '', signature = ''] = good.split('.');
    tokens = [
      good,
      world.issuer.token({ claims: { exp: 1 } }),
      world.issuer.token({ header: { kid: 'unknown' } }),
      `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${header}.${claims}`,
      secret.header,
    ];
    await callEveryAction(good, '-1');
    await lookUpInEveryWay(good);
    await failEveryUpstream(good);
    await callEveryAction(good, '-2');
    world.genesys.fail('jwks', { kind: 'status', status: 500, body: { message: secret.upstream } });
    await until(() => service.log.includes('Signing keys could not be fetched'));
    await service.statusOf(`/nowhere?token=${good}&key=${secret.header}`);
    service.signal('SIGTERM');
    await service.ended;
  }, 180_000);

  async function callEveryAction(token: string, round: string): Promise<void> {
    const call = (action: string, input: object, more: Record<string, string> = {}): Promise<Response> =>
      fetch(`${service.url}/api/v1/dataactions/${action}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${token}`,
          'X-Genesys-Flow-Id': 'flow-7',
          'ININ-Correlation-Id': 'correlation-7',
          ...more,
        },
        body: JSON.stringify(input),
      });
    const write = { input_payload: { secret: secret.input } };
    await call('invoke-data-action', write, { 'Idempotency-Key': secret.key + round });
    await call('invoke-data-action', { ...write, idempotency_key: secret.key });
    const overview = { customerId: secret.input, userId: secret.input };
    await call('customer-overview', { ...overview, externalApiKey: EXTERNAL_API_KEY });
    await call('conversation-query', { filter_expression: `conversationId = "${secret.input}"` });
    await call('queues', { name: secret.input + round, queueIds: [secret.input] });
  }

  const lookUp = (token: string, body: unknown, headers?: Record<string, string>): Promise<Response> => {
    lookups += 1;
    return service.call(token, body, headers);
  };

  async function lookUpInEveryWay(good: string): Promise<void> {
    const input = { customer_id: `c-${secret.input}`, note: secret.input };
    const context = { flow: { id: 'flow-1', name: secret.input }, interaction: { id: 'interaction-1', type: 'call' } };
    for (const token of tokens) await lookUp(token, input);
    const calls: (readonly [unknown, Record<string, string>?])[] = [
      [input, { 'Cache-Control': 'no-cache', 'ININ-Correlation-Id': 'correlation-1', ...TRACE_HEADERS }],
      [{ data: input, ...context }, { 'Cache-Control': 'no-cache' }],
      [input, { 'Cache-Control': 'no-cache', traceparent: secret.header, tracestate: 'vendor=1' }],
      [{ data: { customer_id: [secret.input] }, ...context }],
      [{ customer_id: `\${input.${secret.input}}` }],
      [`{"customer_id":"${secret.input}"`],
      [`{"customer_id":"${secret.input}","customer_id":"${secret.input}"}`],
      [secret.input, { 'Content-Type': 'text/plain' }],
      [input, { 'X-Failure-Style': secret.header }],
      [input, { 'X-Action-Timeout-Ms': '1' }],
      [input, { Cookie: secret.header, 'X-Api-Key': secret.header }],
    ];
    for (const [body, headers] of calls) await lookUp(good, body, headers);
  }

  async function failEveryUpstream(good: string): Promise<void> {
    for (const fault of [
      { kind: 'status', status: 200, body: secret.upstream },
      { kind: 'status', status: 400, body: { message: secret.upstream } },
      { kind: 'notJson', text: secret.upstream },
      { kind: 'status', status: 500, body: { message: secret.upstream } },
      { kind: 'reset' },
      { kind: 'hangBody' },
      { kind: 'status', status: 302, headers: { Location: `http://127.0.0.1:9/?key=${secret.upstream}` } },
    ] as const) {
      world.crm.fail('customers', fault);
      await lookUp(good, { customer_id: `c-${secret.input}-${JSON.stringify(fault).length}` });
    }
    world.genesys.fail('token', { kind: 'status', status: 401, body: { description: secret.upstream } });
    for (const route of ['queues', 'analytics', 'users'] as const)
      world.genesys.fail(route, { kind: 'status', status: 400, body: { message: secret.upstream } });
    world.orders.fail('orders', { kind: 'status', status: 500, body: { message: secret.upstream } });
  }

  const lines = (): Record<string, unknown>[] =>
    service.log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const callLines = () => lines().filter(({ msg }) => msg === 'call');

  it('consists of short lines of JSON', () => {
    for (const line of lines()) expect(JSON.stringify(line).length).toBeLessThan(4_000);
  });

  it('has one line for each call, including every failure that involves secrets', () => {
    const codes = callLines().map(({ code }) => code);

    expect(codes).toEqual(
      expect.arrayContaining(['OK', 'STORE_UNAVAILABLE', 'UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE']),
    );
    expect(callLines().filter(({ action }) => action === 'customer-lookup')).toHaveLength(lookups);
    expect(callLines()).toContainEqual(
      expect.objectContaining({
        status: 200,
        code: 'OK',
        source: 'api',
        method: 'POST',
        path: '/api/v1/dataactions/customer-lookup',
        flow_id: 'flow-1',
        interaction_id: 'interaction-1',
        organisation: '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
        client: 'sandbox-flow',
        attempts: 1,
        duration_ms: expect.any(Number),
        stages_ms: { auth: expect.any(Number), input: expect.any(Number), execute: expect.any(Number) },
      }),
    );
  });

  it('names the flow of the request header if the request has no envelope', () => {
    expect(callLines()).toContainEqual(
      expect.objectContaining({ correlation_id: 'correlation-7', flow_id: 'flow-7', action: 'queues' }),
    );
  });

  it('contains the id of a valid trace, which is propagated unchanged without tracing', () => {
    const traced = callLines().filter(({ trace_id }) => trace_id !== undefined);
    const propagated = world.crm
      .calls('customers')
      .map(({ headers: { traceparent, tracestate } }) => ({ traceparent, tracestate }))
      .filter(({ traceparent, tracestate }) => traceparent !== undefined || tracestate !== undefined);

    expect(traced).toMatchObject([{ trace_id: TRACE, correlation_id: 'correlation-1' }]);
    expect(propagated).toEqual([TRACE_HEADERS]);
  });

  it('has only fields that docs/observability.md explains', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'observability.md'), 'utf8');
    const fields = new Set(callLines().flatMap((line) => Object.keys(line)));

    for (const field of ['level', 'time', 'msg']) expect(fields.delete(field)).toBe(true);
    for (const field of fields) expect(page).toContain(`\`${field}\``);
  });

  it('links each failed call, and no other call, to the section about its code', () => {
    for (const { code, docs_url } of callLines())
      expect(docs_url).toBe(code === 'OK' ? undefined : `docs/errors.md#${String(code).toLowerCase()}`);
  });

  it('contains the reason for each rejected token', () => {
    const reasons = lines().flatMap(({ code, reason }) => (code === 'UNAUTHENTICATED' ? [reason] : []));

    expect(reasons).toEqual(['expired', 'unknown_key', 'signature', 'not_a_jwt', 'not_a_jwt']);
  });

  it('has a line with the URLs, and no lines of Nest about modules and routes, at the level info', () => {
    const atInfo = lines().filter(({ level }) => level === 'info');

    expect(atInfo).toContainEqual(
      expect.objectContaining({ msg: `Listening on ${service.url}; Swagger UI: ${service.url}/docs` }),
    );
    expect(atInfo.filter(({ name }) => /^(Nest|Instance|Route)/.test(typeof name === 'string' ? name : ''))).toEqual(
      [],
    );
  });

  it.each(Object.entries(secret))('contains no text from %s', (_, text) => {
    expect(service.log).not.toContain(text);
  });

  it('contains no key of the service, no token and no part of a token', () => {
    for (const key of [SANDBOX_CLIENT.secret, CRM_API_KEY, ORDERS_API_KEY, EXTERNAL_API_KEY])
      expect(service.log).not.toContain(key);
    expect(service.log).not.toContain('Bearer');
    for (const token of tokens)
      for (const part of [token, ...token.split('.').slice(1)].filter((text) => text.length > 20))
        expect(service.log.includes(part)).toBe(false);
  });
});

describe('a service with a closed standard output and without tracing', () => {
  const CALLS = 20;
  let service: SpawnedService;

  beforeAll(async () => {
    world.reset();
    const port = await freePort();
    const env = world.environment({
      ...HIGH_LIMITS,
      HOST: '127.0.0.1',
      PORT: String(port),
      NODE_ENV: 'production',
      NODE_DEBUG: 'module',
      OTEL_SDK_DISABLED: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    });
    service = new SpawnedService(spawn(process.execPath, [ENTRY], { env, stdio: ['ignore', 'pipe', 'pipe'] }), port);
    service.process.stdout?.destroy();
    await until(async () => (await service.statusOf('/health/ready')) === 200, 60_000);
  }, 150_000);

  it('responds to calls, counts the lost lines, warns once, and exits with code 0', async () => {
    for (let call = 0; call < CALLS; call += 1)
      expect((await service.call(world.issuer.token(), { customer_id: 'c-1' })).status).toBe(200);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    service.signal('SIGTERM');

    expect(Number(/^log_lines_dropped_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(CALLS);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(service.log.match(/log_lines_dropped_total/g)).toHaveLength(1);
    expect(service.log).toContain('EPIPE');
  });

  it('loads no tracing library', () => {
    expect(service.log.includes('/tracing/start.js')).toBe(true);
    expect(service.log.includes('@opentelemetry/sdk')).toBe(false);
    expect(service.log.includes('@opentelemetry/instrumentation')).toBe(false);
  });
});
