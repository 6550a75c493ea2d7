import { startWorld, World } from '../support/world.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { origin } from './caching-origin.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Reply, startService, TestService, until } from '../support/service.js';

describeWithRedis('services that share a Redis', () => {
  let world: World;
  let server: RedisServer;
  let one: TestService;
  let other: TestService;
  /** A customer that no earlier test has looked up. */
  let customer: string;
  let tests = 0;

  const start = (environment: Record<string, string> = {}): Promise<TestService> =>
    startService({ world, environment: { REDIS_URL: server.url, REDIS_TIMEOUT_MS: '1000', ...environment } });

  beforeAll(async () => {
    [world, server] = await Promise.all([startWorld(), RedisServer.start()]);
    one = await start();
    other = await start();
  });

  beforeEach(async () => {
    customer = `c-1-${(tests += 1)}`;
    world.reset();
    await until(() => isConnected(one) && isConnected(other));
    await server.command('FLUSHDB');
  });

  const lookup = (at: TestService, customer_id = customer): Promise<Reply> =>
    at.call('customer-lookup', { customer_id }, { token: world.issuer.token() });
  const requests = (): number => world.crm.count('customers');
  const isConnected = (service: TestService): boolean => service.app.get(RedisConnection).isReady;
  /** Looks up a customer, and waits until the entry is in Redis. */
  const share = async (customer_id = customer): Promise<Reply> => {
    const first = await lookup(one, customer_id);
    await until(async () => (await server.keys('dataaction:cache:*')).length > 0);
    return first;
  };

  it('send one upstream request for concurrent cold calls, and return the same data', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 100 });
    const replies = await Promise.all(Array.from({ length: 200 }, (_, index) => lookup(index % 2 ? one : other)));

    expect(replies.map(({ status }) => status)).toEqual(Array(200).fill(200));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
    expect(requests()).toBe(1);
  });

  it('send one upstream request for concurrent calls if the upstream fails', async () => {
    world.crm.fail('customers', { kind: 'status', status: 400, latencyMs: 1_000 });
    const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => lookup(index % 2 ? one : other)));

    expect(new Set(replies.map(({ status, body }) => `${status} ${body.code} ${body.errors.join()}`))).toEqual(
      new Set(['424 UPSTREAM_REJECTED CRM returned 400 Bad Request']),
    );
    expect(requests()).toBe(1);
  });

  it("find each other's entries", async () => {
    const first = await share();
    const second = await lookup(other);

    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.body.data).toEqual(first.body.data);
    expect(requests()).toBe(1);
  });

  it("return another process's stale entry before their first upstream success", async () => {
    const short = { CACHE_TTL_SECONDS: '1', CACHE_REVALIDATE_SECONDS: '0' };
    const before = await start(short);
    await lookup(before);
    await until(async () => (await server.keys('dataaction:cache:*')).length > 0);
    await world.crm.stop();
    const after = await start(short);
    await until(async () => (await lookup(after)).body.source === 'stale');
    expect(origin(await lookup(after))).toEqual([200, 'STALE', 'stale']);
    for (const service of [before, after]) await service.stop();
    await world.crm.start();
  });

  it.each([
    ['that is not JSON', '{"value":{"text'],
    ['of another format', '{"value":{"text":7}}'],
    ['that is a number', '5'],
    ['that is null', 'null'],
    ['that is a text', '"text"'],
    [
      'whose data is not JSON',
      '{"value":{"text":"{","storedAtMs":1,"freshUntilMs":9e15,"revalidateUntilMs":9e15,"staleUntilMs":9e15}}',
    ],
  ])('ignore an entry %s, and replace it', async (_, garbage) => {
    await share();
    const [key = ''] = await server.keys('dataaction:cache:*');
    await server.command('SET', key, garbage);

    expect(origin(await lookup(other))).toEqual([200, 'MISS', 'api']);
    await until(async () => String(await server.command('GET', key)).includes(customer));
  });

  it('ignore and replace a key of another type', async () => {
    await share();
    const [key = ''] = await server.keys('dataaction:cache:*');
    await server.command('DEL', key);
    await server.command('LPUSH', key, 'x');

    expect(origin(await lookup(other))).toEqual([200, 'MISS', 'api']);
    expect(origin(await lookup(other))).toEqual([200, 'HIT', 'cache']);
  });

  it('lose no call to a frozen Redis', async () => {
    await lookup(one, 'c-warm');
    server.freeze();

    expect(origin(await lookup(one, 'c-warm'))).toEqual([200, 'HIT', 'cache']);
    for (const id of ['c-frozen', 'c-frozen-2', 'c-frozen-3'])
      expect(origin(await lookup(one, id))).toEqual([200, 'MISS', 'api']);
    expect(origin(await lookup(one, 'c-frozen'))).toEqual([200, 'HIT', 'cache']);

    server.thaw();
    await until(() => isConnected(one));
    expect(origin(await lookup(one, 'c-thawed'))).toEqual([200, 'MISS', 'api']);
    await until(async () => (await lookup(other, 'c-thawed')).body.source === 'cache');
  });

  it('lose no call when Redis is killed, and share again after its restart', async () => {
    await share();
    await server.kill();
    const replies = await Promise.all([customer, 'c-killed', 'c-killed-2'].map((id) => lookup(one, id)));
    expect(replies.map(origin)).toEqual([
      [200, 'HIT', 'cache'],
      [200, 'MISS', 'api'],
      [200, 'MISS', 'api'],
    ]);
    await server.restart();
    await until(() => isConnected(one) && isConnected(other));
    await share('c-9');
    expect(origin(await lookup(other, 'c-9'))).toEqual([200, 'HIT', 'cache']);
  });

  it('cache in memory while Redis is full', async () => {
    await server.fill();
    expect(origin(await lookup(one))).toEqual([200, 'MISS', 'api']);
    expect(origin(await lookup(one))).toEqual([200, 'HIT', 'cache']);
    expect(origin(await lookup(other))).toEqual([200, 'MISS', 'api']);
    expect((await one.send('/metrics')).text).toMatch(/^cache_store_faults_total\{operation="set"\} [1-9]/m);

    await server.empty();
    await share('c-2');
    expect(origin(await lookup(other, 'c-2'))).toEqual([200, 'HIT', 'cache']);
  });

  it('report the state of Redis, and are ready without it', async () => {
    const health = async (path: string): Promise<[number, unknown, unknown]> => {
      const { status, body } = await one.send(path);
      const { redis } = body['details'] as Record<string, { status: string }>;
      return [status, body.status, redis?.status];
    };
    expect(await health('/health')).toEqual([200, 'ok', 'up']);
    expect(await health('/health/ready')).toEqual([200, 'ok', 'up']);

    await server.kill();
    expect(await health('/health')).toEqual([503, 'error', 'down']);
    expect(await health('/health/ready')).toEqual([200, 'degraded', 'degraded']);

    const started = await start();
    expect(origin(await lookup(started))).toEqual([200, 'MISS', 'api']);
    await server.restart();
    await until(async () => (await one.send('/health')).status === 200);
    await until(() => isConnected(started));
    await started.stop();
  });
});

describe('a service without REDIS_URL', () => {
  it('omits Redis from its health reports', async () => {
    const service = await startService();
    const reports = await Promise.all(['/health', '/health/ready'].map((path) => service.send(path)));
    await service.stop();

    expect(reports.map(({ status }) => status)).toEqual([200, 200]);
    for (const { body } of reports) expect(body['details']).not.toHaveProperty('redis');
  });
});
