import { startWorld, World } from '../sandbox/world.js';
import { RedisConnection } from '../src/redis/redis-connection.js';
import { origin } from './caching-origin.js';
import { describeWithRedis, RedisServer } from './redis-server.js';
import { Reply, startService, TestService, until } from './service.js';

describeWithRedis('Services that share a Redis', () => {
  let world: World;
  let server: RedisServer;
  let services: TestService[] = [];
  let one: TestService;
  let other: TestService;

  const start = async (environment: Record<string, string> = {}): Promise<TestService> => {
    const service = await startService({ world, environment: { REDIS_URL: server.url, ...environment } });
    services.push(service);
    return service;
  };

  beforeEach(async () => {
    [world, server] = await Promise.all([startWorld(), RedisServer.start()]);
    one = await start();
    other = await start();
  });

  afterEach(async () => {
    server.thaw();
    for (const service of services) await service.stop();
    services = [];
    await Promise.all([world.stop(), server.kill()]);
  });

  const lookup = (at: TestService, customer_id = 'c-1'): Promise<Reply> =>
    at.call('customer-lookup', { customer_id }, { token: world.issuer.token() });
  const asked = (): number => world.crm.count('customers');
  const reaches = (service: TestService): boolean => service.app.get(RedisConnection).isReady;
  /** An answer that is in Redis, as another process sees it. */
  const share = async (customer_id = 'c-1'): Promise<Reply> => {
    const first = await lookup(one, customer_id);
    await until(async () => (await server.keys('dataaction:cache:*')).length > 0);
    return first;
  };
  const timed = async (work: () => Promise<Reply>): Promise<[Reply, number]> => {
    const startedAtMs = performance.now();
    const reply = await work();
    return [reply, performance.now() - startedAtMs];
  };

  it('ask their upstream once for a crowd of cold callers, and tell all the same', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 100 });
    const replies = await Promise.all(Array.from({ length: 200 }, (_, index) => lookup(index % 2 ? one : other)));

    expect(replies.map(({ status }) => status)).toEqual(Array(200).fill(200));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
    expect(asked()).toBe(1);
  });

  it('fail once for such a crowd where the upstream fails', async () => {
    world.crm.fail('customers', { kind: 'status', status: 400, latencyMs: 1_000 });
    const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => lookup(index % 2 ? one : other)));

    expect(new Set(replies.map(({ status, body }) => `${status} ${body.code} ${body.errors.join()}`))).toEqual(
      new Set(['424 UPSTREAM_REJECTED CRM returned 400 Bad Request']),
    );
    expect(asked()).toBe(1);
  });

  it("find each other's answers", async () => {
    const first = await share();
    const second = await lookup(other);

    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.body.data).toEqual(first.body.data);
    expect(asked()).toBe(1);
  });

  it('give what is left of an answer by another that has never seen its upstream work', async () => {
    const short = { CACHE_TTL_SECONDS: '1', CACHE_REVALIDATE_SECONDS: '0' };
    const before = await start(short);
    await lookup(before);
    await until(async () => (await server.keys('dataaction:cache:*')).length > 0);
    await world.crm.stop();
    const after = await start(short);
    await until(async () => (await lookup(after)).body.source === 'stale');
    expect(origin(await lookup(after))).toEqual([200, 'STALE', 'stale']);
  });

  it.each([
    ['that is no JSON', '{"value":{"text'],
    ['of another make', '{"value":{"text":7}}'],
    ['that is a number', '5'],
    ['that is null', 'null'],
    ['that is a text', '"text"'],
    [
      'whose data is no JSON',
      '{"value":{"text":"{","storedAtMs":1,"freshUntilMs":9e15,"revalidateUntilMs":9e15,"staleUntilMs":9e15}}',
    ],
  ])('take an entry %s for none, and put a new one in its place', async (_, garbage) => {
    await share();
    const [key = ''] = await server.keys('dataaction:cache:*');
    await server.command('SET', key, garbage);

    expect(origin(await lookup(other))).toEqual([200, 'MISS', 'api']);
    await until(async () => String(await server.command('GET', key)).includes('Ada'));
  });

  it('take a key of another type for no entry', async () => {
    await share();
    const [key = ''] = await server.keys('dataaction:cache:*');
    await server.command('DEL', key);
    await server.command('LPUSH', key, 'x');

    expect(origin(await lookup(other))).toEqual([200, 'MISS', 'api']);
    expect(origin(await lookup(other))).toEqual([200, 'HIT', 'cache']);
  });

  it('lose no call to a frozen Redis: one waits for it, and the next do not', async () => {
    await lookup(one, 'c-warm');
    server.freeze();
    const [kept] = await timed(() => lookup(one, 'c-warm'));
    const [first, firstMs] = await timed(() => lookup(one, 'c-frozen'));
    const later: number[] = [];
    for (let index = 0; index < 40; index += 1) {
      const [reply, tookMs] = await timed(() => lookup(one, `c-frozen-${index}`));
      expect(origin(reply)).toEqual([200, 'MISS', 'api']);
      later.push(tookMs);
    }
    later.sort((a, b) => a - b);

    expect(origin(kept)).toEqual([200, 'HIT', 'cache']);
    expect(origin(first)).toEqual([200, 'MISS', 'api']);
    expect(firstMs).toBeLessThan(400);
    expect(later[20]).toBeLessThan(50);
    expect(later[37]).toBeLessThan(100);
    expect(origin(await lookup(one, 'c-frozen'))).toEqual([200, 'HIT', 'cache']);

    server.thaw();
    await until(() => reaches(one));
    expect(origin(await lookup(one, 'c-thawed'))).toEqual([200, 'MISS', 'api']);
    await until(async () => (await lookup(other, 'c-thawed')).body.source === 'cache');
  });

  it('lose no call when Redis is killed, and share again when it is back', async () => {
    await share();
    await server.kill();
    const replies = await Promise.all(['c-1', 'c-2', 'c-3'].map((customer) => lookup(one, customer)));
    expect(replies.map(origin)).toEqual([
      [200, 'HIT', 'cache'],
      [200, 'MISS', 'api'],
      [200, 'MISS', 'api'],
    ]);
    await server.restart();
    await until(() => reaches(one) && reaches(other));
    await share('c-9');
    expect(origin(await lookup(other, 'c-9'))).toEqual([200, 'HIT', 'cache']);
  });

  it('go on from memory while Redis is full', async () => {
    await server.fill();
    expect(origin(await lookup(one))).toEqual([200, 'MISS', 'api']);
    expect(origin(await lookup(one))).toEqual([200, 'HIT', 'cache']);
    expect(origin(await lookup(other))).toEqual([200, 'MISS', 'api']);
    expect((await one.send('/metrics')).text).toMatch(/^cache_store_faults_total\{operation="set"\} [1-9]/m);

    await server.empty();
    await share('c-2');
    expect(origin(await lookup(other, 'c-2'))).toEqual([200, 'HIT', 'cache']);
  });

  it('tell how Redis is, and are ready without it', async () => {
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
    await until(() => reaches(started));
  });
});

describe('A service without REDIS_URL', () => {
  it('says nothing of Redis', async () => {
    const service = await startService();
    const reports = await Promise.all(['/health', '/health/ready'].map((path) => service.send(path)));
    await service.stop();

    expect(reports.map(({ status }) => status)).toEqual([200, 200]);
    for (const { body } of reports) expect(body['details']).not.toHaveProperty('redis');
  });
});
