import { once } from 'node:events';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { DeploymentKind, startDeployment } from '../redis/redis-deployment.js';
import { holdResponse } from '../support/network/held-response.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Reply, startService, TestService, until } from '../support/service.js';
import { startWorld, World } from '../support/world.js';

/** Returns the parts of a response that show its origin: status, X-Cache and source. */
const origin = ({ status, headers, body }: Reply): [number, string | null, string] => [
  status,
  headers.get('x-cache'),
  body.source,
];

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

beforeEach(() => world.reset());

describe('a cached action', () => {
  let service: TestService;
  let attempts = 0;

  beforeAll(async () => {
    service = await startService({ world });
  });

  const lookup = (customer_id: unknown, headers: Record<string, string> = {}, token?: string): Promise<Reply> =>
    service.call('customer-lookup', { customer_id }, { headers, token });
  const requests = (): number => world.crm.count('customers');

  it('calls its upstream once, and returns the same data on a cache hit', async () => {
    const first = await lookup('c-once');
    const second = await lookup('c-once');

    expect(origin(first)).toEqual([200, 'MISS', 'api']);
    expect(first.headers.get('age')).toBeNull();
    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.headers.get('age')).toBe('0');
    expect(second.body.data).toEqual(first.body.data);
    expect(requests()).toBe(1);
  });

  it('shares an entry among equal inputs in different notations', async () => {
    await lookup('c-17');
    const flow = { id: 'f-1', name: 'Main' };
    const interaction = { id: 'i-1', type: 'call' };
    const enveloped = await service.call('customer-lookup', { data: { customer_id: 'c-17' }, flow, interaction });
    const numbered = await lookup(17);
    const sameNumber = await lookup('17');
    const withMore = await service.call('customer-lookup', { new_field: 1, customer_id: 'c-17', other: [] });

    expect([enveloped, numbered, sameNumber, withMore].map((reply) => reply.headers.get('x-cache'))).toEqual([
      'HIT',
      'MISS',
      'HIT',
      'HIT',
    ]);
  });

  it('never shares an entry between organisations', async () => {
    const token = (organization_id: string): string => world.issuer.token({ claims: { organization_id } });
    let name = 'Ada of A';
    world.crm.respondWith('customers', () => ({ status: 200, body: { id: 'c-org', name } }));
    const ofA = await lookup('c-org', {}, token('A'));
    name = 'Ada of B';
    const ofB = await lookup('c-org', {}, token('B'));
    const ofMixed = await lookup('c-org', {}, token('A:customer-lookup'));
    const againOfA = await lookup('c-org', {}, token('A'));

    expect(ofA.body.data).toMatchObject({ profile: { name: 'Ada of A' } });
    expect(origin(ofB)).toEqual([200, 'MISS', 'api']);
    expect(ofB.body.data).toMatchObject({ profile: { name: 'Ada of B' } });
    expect(origin(ofMixed)).toEqual([200, 'MISS', 'api']);
    expect(origin(againOfA)).toEqual([200, 'HIT', 'cache']);
    expect(againOfA.body.data).toEqual(ofA.body.data);
  });

  it.each(['no-cache', 'No-Cache', 'max-age=0, no-cache'])(
    'bypasses the cache on %s, and stores the result',
    async (directive) => {
      let name = 'old';
      world.crm.respondWith('customers', () => ({ status: 200, body: { id: 'c-new', name } }));
      const customer = `c-new ${directive}`;
      await lookup(customer);
      name = 'new';
      const bypassed = await lookup(customer, { 'Cache-Control': directive });
      const next = await lookup(customer);

      expect(origin(bypassed)).toEqual([200, 'BYPASS', 'api']);
      expect(origin(next)).toEqual([200, 'HIT', 'cache']);
      expect([bypassed, next].map(({ body }) => body.data)).toMatchObject([
        { profile: { name: 'new' } },
        { profile: { name: 'new' } },
      ]);
    },
  );

  it('caches the result for an unknown customer', async () => {
    expect(origin(await lookup('nobody'))).toEqual([200, 'MISS', 'api']);
    const second = await lookup('nobody');

    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.body.data).toMatchObject({ found: false });
    expect(requests()).toBe(1);
  });

  it('does not cache failures', async () => {
    world.crm.fail('customers', { kind: 'status', status: 400, times: 1 });

    expect(origin(await lookup('c-failing'))).toEqual([424, null, 'none']);
    expect(origin(await lookup('c-failing'))).toEqual([200, 'MISS', 'api']);
  });

  it('rejects an invalid input on each call without an upstream request', async () => {
    for (const input of [{}, { customer_id: '' }, { customer_id: ['c-1'] }]) {
      const first = await service.call('customer-lookup', input);
      const second = await service.call('customer-lookup', input);
      expect([first, second].map(({ body }) => body.code)).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    }
    expect(requests()).toBe(0);
  });

  it('calls its upstream once for concurrent calls', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 100 });
    const replies = await Promise.all(Array.from({ length: 50 }, () => lookup('c-crowd')));

    expect(replies.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
    expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
    expect(requests()).toBe(1);
  });

  it('aborts the upstream call when its only caller disconnects, but not while another caller waits', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 800 });
    // A repeated run of this test needs other customers, because the first ones are cached.
    const [shared, own] = [`c-leaving-${(attempts += 1)}`, `c-alone-${attempts}`];
    const leave = new AbortController();
    const init = {
      method: 'POST',
      body: JSON.stringify({ customer_id: shared }),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${world.issuer.token()}` },
      signal: leave.signal,
    };
    const path = '/api/v1/dataactions/customer-lookup';
    const leaving = service.send(path, init).catch(() => undefined);
    await world.crm.whenReceived('customers');
    const arrived = once(service.app.getHttpServer(), 'request');
    const staying = lookup(shared);
    await arrived;
    leave.abort();
    await leaving;
    expect(origin(await staying)).toEqual([200, 'HIT', 'cache']);
    expect(requests()).toBe(1);

    const alone = new AbortController();
    const body = JSON.stringify({ customer_id: own });
    const abandoned = service.send(path, { ...init, body, signal: alone.signal }).catch(() => undefined);
    await world.crm.whenReceived('customers', 2);
    alone.abort();
    await abandoned;
    expect(await world.crm.whenClosed('customers', 2)).toMatchObject({ completed: false, status: null });
  });

  it('counts cache hits and misses', async () => {
    await lookup('c-counted');
    await lookup('c-counted');
    const { text } = await service.send('/metrics');

    expect(text).toMatch(/^cache_answers_total\{action="customer-lookup",result="hit"\} [1-9]/m);
    expect(text).toMatch(/^cache_answers_total\{action="customer-lookup",result="miss"\} [1-9]/m);
    expect(text).toMatch(/^dataaction_calls_total\{action="customer-lookup",code="OK",source="cache"\} [1-9]/m);
  });

  it('does not affect other actions', async () => {
    const reply = await service.call('customer-overview', { customerId: 'c-1' });

    expect(origin(reply)).toEqual([200, null, 'api']);
    expect(reply.headers.get('age')).toBeNull();
  });
});

describe('a stale entry', () => {
  /** Each test has its own upstreams, because a load can continue after its test. */
  let service: TestService;

  const start = async (environment: Record<string, string>): Promise<void> => {
    service = await startService({ environment: { CACHE_TTL_SECONDS: '1', ...environment } });
  };

  afterEach(() => service.stop());

  const lookup = (customer_id = 'c-1', headers: Record<string, string> = {}): Promise<Reply> =>
    service.call('customer-lookup', { customer_id }, { headers });

  /** Repeats a call while it is a cache hit. Returns the first response after that. */
  async function whenStale(headers: Record<string, string> = {}): Promise<Reply> {
    let reply: Reply | undefined;
    await until(async () => (reply = await lookup('c-1', headers)).body.source !== 'cache');
    return reply as Reply;
  }

  it('is returned while the upstream is down, until it expires, but not for an unknown customer', async () => {
    await start({ CACHE_REVALIDATE_SECONDS: '0', CACHE_STALE_SECONDS: '2', CIRCUIT_OPEN_MS: '300' });
    const fresh = await lookup();
    expect((await lookup('nobody')).body.data).toMatchObject({ found: false });
    await service.world.crm.stop();
    const stale = await whenStale();
    const inBody = await lookup('c-1', { 'X-Failure-Style': 'in-body' });

    expect(origin(stale)).toEqual([200, 'STALE', 'stale']);
    expect(stale.headers.get('age')).toMatch(/^[12]$/);
    expect(stale.body).toMatchObject({ success: true, code: 'OK', errors: [], data: fresh.body.data });
    expect(origin(inBody)).toEqual([200, 'STALE', 'stale']);
    for (const id of ['c-2', 'nobody']) expect(origin(await lookup(id))).toEqual([429, null, 'none']);
    await until(async () => (await lookup()).status === 429);

    await service.world.crm.start();
    await until(async () => (await lookup()).body.source === 'api');
  });

  it('is returned before the deadline while the upstream hangs', async () => {
    await start({ CACHE_REVALIDATE_SECONDS: '0' });
    await lookup();
    service.world.crm.fail('customers', { kind: 'hang' });
    const stale = await whenStale({ 'X-Action-Timeout-Ms': '1500' });

    expect(origin(stale)).toEqual([200, 'STALE', 'stale']);
  });

  it('is returned during its revalidation', async () => {
    await start({});
    await lookup();
    const release = holdResponse(service.world.crm);
    await whenStale();
    const replies = await Promise.all(Array.from({ length: 20 }, () => lookup()));

    expect(replies.map(origin)).toEqual(Array(20).fill([200, 'STALE', 'stale']));
    release();
    await until(async () => (await lookup()).body.source === 'cache');
    expect(service.world.crm.count('customers')).toBe(2);
  });
});

describeWithRedis('services that share a Redis', () => {
  let server: RedisServer;
  let one: TestService;
  let other: TestService;
  /** A customer that no earlier test has looked up. */
  let customer: string;
  let tests = 0;

  const start = (environment: Record<string, string> = {}): Promise<TestService> =>
    startService({ world, environment: { REDIS_URL: server.url, REDIS_TIMEOUT_MS: '1000', ...environment } });

  beforeAll(async () => {
    server = await RedisServer.start();
    [one, other] = await Promise.all([start(), start()]);
  });

  beforeEach(async () => {
    customer = `c-1-${(tests += 1)}`;
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

  it('send one upstream request for concurrent calls without a cache entry, and return the same data', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 100 });
    const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => lookup(index % 2 ? one : other)));

    expect(replies.map(({ status }) => status)).toEqual(Array(50).fill(200));
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

  it("use each other's entries", async () => {
    const first = await share();
    const second = await lookup(other);

    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.body.data).toEqual(first.body.data);
    expect(requests()).toBe(1);
  });

  it('return a stale entry of another process if they have never loaded the output themselves', async () => {
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
      'with data that is not JSON',
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

  it('respond to every call while Redis is frozen', async () => {
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

  it('respond to every call after Redis is killed, and share entries again after its restart', async () => {
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
    const service = await startService({ world });
    const reports = await Promise.all(['/health', '/health/ready'].map((path) => service.send(path)));
    await service.stop();

    expect(reports.map(({ status }) => status)).toEqual([200, 200]);
    for (const { body } of reports) expect(body['details']).not.toHaveProperty('redis');
  });
});

/** Text in the Redis keys of every cache entry and of its load lock. */
const KEYS = 'dataaction:cache:';

describeWithRedis('A read without a cache entry', () => {
  it.each<DeploymentKind>(['pair', 'sentinel', 'cluster'])(
    'makes one round trip to Redis before it loads, and one after: %s',
    async (kind) => {
      const deployment = await startDeployment(kind, { isObserved: true });
      const start = (): Promise<TestService> => startService({ world, environment: { REDIS_URL: deployment.url } });
      const [one, other] = await Promise.all([start(), start()]);
      await until(() => [one, other].every(({ app }) => app.get(RedisConnection).isReady));
      let beforeLoad = 0;
      world.crm.respondWith('customers', () => {
        beforeLoad = deployment.tripsWith(KEYS);
        return { status: 200, body: { id: 'c-1', name: 'Ada' } };
      });
      const read = (service: TestService): ReturnType<TestService['call']> =>
        service.call('customer-lookup', { customer_id: 'c-1' }, { token: world.issuer.token() });

      expect((await read(one)).body.source).toBe('api');
      expect(beforeLoad).toBe(1);
      await until(() => deployment.tripsWith(KEYS) > 1);

      // The second round trip stored the entry and released the lock. The third one reads the entry for another process.
      expect((await read(other)).body.source).toBe('cache');
      expect(deployment.tripsWith(KEYS)).toBe(3);
      for (const part of [one, other, deployment]) await part.stop();
    },
  );
});
