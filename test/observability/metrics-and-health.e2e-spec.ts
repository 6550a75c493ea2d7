import { CRM_API_KEY } from '../../sandbox/world.js';
import { write } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

/** Returns the value of a sample, or undefined if the sample does not exist. */
async function valueOf(service: TestService, sample: string): Promise<number | undefined> {
  const line = (await seriesOf(service)).find((one) => one.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length));
}

async function seriesOf(service: TestService): Promise<string[]> {
  const { text } = await service.send('/metrics');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const nameOf = (line: string): string => line.slice(0, line.lastIndexOf(' '));

describe('metrics and health', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: {
        REDIS_URL: '',
        ACTION_TIMEOUT_MS: '1500',
        UPSTREAM_MAX_CONCURRENCY: '1',
        CIRCUIT_FAILURES: '2',
        CIRCUIT_OPEN_MS: '1000',
        CIRCUIT_FAILURE_RATIO: '0',
        RETRY_ATTEMPTS: '2',
        RETRY_BASE_MS: '1',
      },
    });
  });

  beforeEach(() => service.world.reset());

  let customers = 0;
  const newCustomer = (): string => `c-new-${(customers += 1)}`;
  const value = (sample: string) => valueOf(service, sample);
  const lookUp = (customer_id: string, headers?: Record<string, string>) =>
    service.call('customer-lookup', { customer_id }, { ...(headers && { headers }) });

  it('count calls by action, code and source, and measure them against the deadline', async () => {
    await lookUp('c-1');
    await lookUp('c-1');
    await lookUp('${input.id}');

    const calls = 'dataaction_calls_total{action="customer-lookup"';
    expect(await value(`${calls},code="OK",source="api"}`)).toBe(1);
    expect(await value(`${calls},code="OK",source="cache"}`)).toBe(1);
    expect(await value(`${calls},code="INVALID_INPUT",source="none"}`)).toBe(1);
    expect(await value('dataaction_call_duration_seconds_count{action="customer-lookup"}')).toBe(3);
    expect(await value('dataaction_deadline_seconds')).toBe(1.5);
  });

  it('count cache hits, misses and bypasses', async () => {
    await lookUp('c-2');
    await lookUp('c-2');
    await lookUp('c-2', { 'Cache-Control': 'no-cache' });

    const lookups = (result: string) => value(`cache_answers_total{action="customer-lookup",result="${result}"}`);
    expect([await lookups('bypass'), (await lookups('hit')) ?? 0, (await lookups('miss')) ?? 0]).toEqual([1, 2, 2]);
  });

  it('count attempts and retries, and measure the duration of attempts', async () => {
    service.world.crm.fail('customers', { kind: 'status', status: 503, times: 1 });
    await lookUp('c-3');

    expect(await value('upstream_attempts_total{upstream="CRM",outcome="UPSTREAM_UNAVAILABLE"}')).toBe(1);
    expect(await value('upstream_retries_total{upstream="CRM",decision="retried"}')).toBe(1);
    expect(await value('upstream_retries_total{upstream="CRM",decision="budget-spent"}')).toBe(0);
    const took = 'upstream_attempt_duration_seconds_count{upstream="CRM",operation="GET customers"}';
    expect(await value(took)).toBeGreaterThanOrEqual(2);
    expect(await value('upstream_retry_budget{upstream="CRM"}')).toBeLessThan(10);
  });

  it('show the calls that are in flight to an upstream, and those that wait', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });
    const calls = [lookUp('c-4'), lookUp('c-5')];
    await service.world.crm.whenReceived('customers');
    await until(async () => (await value('upstream_calls_waiting{upstream="CRM"}')) === 1);

    expect(await value('upstream_calls_running{upstream="CRM"}')).toBe(1);
    expect(await value('upstream_calls_limit{upstream="CRM"}')).toBe(1);

    await Promise.all(calls);
    expect(await value('upstream_calls_running{upstream="CRM"}')).toBe(0);
    expect(await value('upstream_calls_waiting{upstream="CRM"}')).toBe(0);
  });

  it('count the outcomes of idempotent writes, including unknown ones', async () => {
    const outcomes = async (): Promise<(number | undefined)[]> =>
      Promise.all(
        ['executed', 'replayed', 'mismatch', 'left_in_doubt', 'unknown'].map((outcome) =>
          value(`idempotency_outcomes_total{outcome="${outcome}"}`),
        ),
      );
    expect(await outcomes()).toEqual([0, 0, 0, 0, 0]);

    await write(service, 'k-1');
    await write(service, 'k-1');
    await write(service, 'k-1', { payload: { other: true } });
    service.world.genesys.fail('execute', { kind: 'reset' });
    await write(service, 'k-2');
    expect(await outcomes()).toEqual([2, 1, 1, 1, 0]);

    await write(service, 'k-2');
    expect(await outcomes()).toEqual([2, 1, 1, 1, 1]);
  });

  it('count the reasons of rejected tokens, and show the age of the signing keys', async () => {
    await service.call('customer-lookup', {}, { token: service.world.issuer.token({ claims: { exp: 1 } }) });
    await service.call('customer-lookup', {}, { token: 'none' });

    expect(await value('auth_token_refusals_total{reason="expired"}')).toBe(1);
    expect(await value('auth_token_refusals_total{reason="not_a_jwt"}')).toBe(1);
    expect(await value('auth_jwks_refreshes_total{outcome="loaded"}')).toBe(1);
    expect(await value('auth_jwks_age_seconds')).toBeLessThan(60);
  });

  it('show when a circuit opens, while the service stays ready, and when it closes', async () => {
    const state = 'upstream_circuit_state{upstream="CRM",operation="GET customers"}';
    service.world.crm.fail('customers', { kind: 'status', status: 500 });
    await until(async () => {
      await lookUp(newCustomer());
      return (await value(state)) === 2;
    });
    const { status, body } = await service.send('/health');

    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', error: { circuits: { status: 'down' } } });
    expect((await service.send('/health/ready')).status).toBe(200);

    service.world.reset();
    await until(async () => {
      await lookUp(newCustomer());
      return (await value(state)) === 0;
    });
    expect((await service.send('/health')).status).toBe(200);
  });

  it('omit redis_up if Redis is not configured', async () => {
    expect(await value('redis_up')).toBeUndefined();
  });

  it('have no label value that a caller can choose', async () => {
    const invented = Array.from({ length: 5 }, (_, number) => `invented-${number}`);
    const sendRequests = async (name: string): Promise<void> => {
      await service.call(name, { [name]: name }, { headers: { 'X-Genesys-Flow-Id': name } });
      await service.call('customer-lookup', { customer_id: name }, { headers: { 'X-Failure-Style': name } });
      await service.call('customer-lookup', {}, { token: service.world.issuer.token({ header: { kid: name } }) });
      await service.send(`/${name}`, { method: 'DELETE' });
    };
    const [first = '', ...others] = invented;
    await sendRequests(first);
    const before = new Set((await seriesOf(service)).map(nameOf));

    for (const name of others) await sendRequests(name);

    const after = (await seriesOf(service)).map(nameOf);
    // Metrics of Node get new series when Node first uses a kind of resource or garbage collection.
    const isNew = (name: string): boolean => !before.has(name) && !name.startsWith('nodejs_');
    expect(after.filter(isNew)).toEqual([]);
    expect(after.filter((name) => name.includes('invented'))).toEqual([]);
  });

  it('are exported for Prometheus', async () => {
    const { status, headers, text } = await service.send('/metrics');

    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  });

  it('report that the service is live', async () => {
    const { status, headers, body } = await service.send('/health/live');

    expect([status, body]).toEqual([200, { status: 'ok' }]);
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  });

  it('report that it is ready after the signing keys are loaded', async () => {
    const { status, headers, body } = await service.send('/health/ready');

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', details: { intake: { status: 'up' }, signing_keys: { status: 'up' } } });
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  it('report every dependency', async () => {
    const { status, headers, body } = await service.send('/health');

    expect(status).toBe(200);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(body).toMatchObject({
      status: 'ok',
      error: {},
      details: {
        signing_keys: { status: 'up', freshness: 'fresh', key_ids: [service.world.issuer.key.kid] },
        circuits: { status: 'up' },
      },
    });
  });

  it('reveal no address and no API key', async () => {
    for (const path of ['/health', '/health/ready', '/health/live', '/metrics', '/openapi.json']) {
      const { text } = await service.send(path);

      // The OpenAPI document names the address that its client used.
      expect(text.replaceAll(service.url, '')).not.toContain('127.0.0.1');
      expect(text).not.toContain(CRM_API_KEY);
    }
  });
});

describeWithRedis('The metrics of a service with a Redis', () => {
  let redis: RedisServer;
  let service: TestService;

  beforeAll(async () => {
    redis = await RedisServer.start();
    service = await startService({ environment: { REDIS_URL: redis.url } });
  });

  it('show whether Redis is connected', async () => {
    expect(await valueOf(service, 'redis_up')).toBe(1);

    await redis.kill();

    await until(async () => (await valueOf(service, 'redis_up')) === 0);
  });
});
