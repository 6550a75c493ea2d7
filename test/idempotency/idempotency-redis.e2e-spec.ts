import { createHash } from 'node:crypto';
import { startWorld, World } from '../support/world.js';
import { Claim, IdempotencyStore } from '../../src/idempotency/store/idempotency-store.js';
import { dataOf, newKey, ROUTE, write } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

const ROUNDS = 3;
const CALLERS = 50;

describeWithRedis('a write, with two processes on one Redis', () => {
  let redis: RedisServer;
  let world: World;
  let services: [TestService, TestService];

  beforeAll(async () => {
    redis = await RedisServer.start();
    world = await startWorld();
    const environment = { REDIS_URL: redis.url, ACTION_TIMEOUT_MS: '30000', CIRCUIT_FAILURES: '1000' };
    services = [await startService({ world, environment }), await startService({ world, environment })];
    await Promise.all(services.map((service) => write(service, 'warms-up')));
  });

  beforeEach(() => world.reset());

  const executions = () => world.genesys.calls('execute');

  it(`is executed once for ${CALLERS} concurrent callers, in each of ${ROUNDS} rounds`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = `race-${round}`;
      const replies = await Promise.all(
        Array.from({ length: CALLERS }, (_, caller) => write(services[caller % 2 === 0 ? 0 : 1], key)),
      );

      expect(replies.map(({ status }) => status)).toEqual(Array(CALLERS).fill(200));
      expect(new Set(replies.map(dataOf)).size).toBe(1);
      expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
      expect(world.genesys.runs.countOf(key)).toBe(1);
    }
    expect(executions()).toHaveLength(ROUNDS);
  });

  it('is executed once, and callers with another payload are rejected', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, caller) =>
        write(services[caller % 2 === 0 ? 0 : 1], 'mixed', { payload: { half: caller % 4 < 2 } }),
      ),
    );

    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(10).fill(200), ...Array(10).fill(422)]);
    expect(executions()).toHaveLength(1);
  });

  it('is never resent by another process after its response was lost', async () => {
    world.genesys.fail('execute', { kind: 'reset', takesEffect: true, latencyMs: 100 });
    const replies = await Promise.all([
      write(services[0], 'lost'),
      write(services[1], 'lost'),
      write(services[1], 'lost'),
    ]);

    expect(replies.map(({ body }) => body.code).sort()).toEqual([
      'OUTCOME_UNKNOWN',
      'OUTCOME_UNKNOWN',
      'UPSTREAM_UNREACHABLE',
    ]);
    expect(world.genesys.runs.countOf('lost')).toBe(1);
  });

  it('needs two round trips to Redis', async () => {
    await redis.command('CONFIG', 'RESETSTAT');
    await write(services[0], 'counted');

    expect(await scriptsRun()).toEqual([['hmget', '2']]);
  });

  it('stores no data of the caller in the names of its keys', async () => {
    await write(services[0], 'ada@example.com');

    const keys = (await redis.keys('*idempotency*')).join();
    expect(keys).not.toMatch(/ada|example|sandbox|execute|4f3c1a52/);
    expect(keys).toContain(createHash('sha256').update('ada@example.com').digest('base64url'));
  });

  describe('after its owner has died', () => {
    /** Claims a key like a process that is killed right after its claim. */
    const claimAndDie = (name: string, leaseMs: number): Promise<unknown> => {
      const claim: Partial<Claim> = { owner: 'a dead process', leaseMs, ttlMs: 60_000, mayResend: false };
      const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
      const scope = digest(JSON.stringify([ORGANISATION, 'sandbox-flow', ROUTE, '1']));
      return services[0].app
        .get(IdempotencyStore, { strict: false })
        .claim({ ...claim, key: { name: digest(name), scope }, fingerprint: FINGERPRINT } as Claim);
    };
    const ORGANISATION = '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f';
    /** SHA-256 of `{"input_payload":{"actionType":"update_status","contactId":"c-9876543210","newStatus":"resolved"}}` */
    const FINGERPRINT = 'eff29bd6db86d6d607c7bbde187c15962e497a0df63947aa09039404c49493f6';

    it('makes duplicates wait until the lease ends, and then has an unknown outcome', async () => {
      await claimAndDie('dead', 500);
      const reply = await write(services[1], 'dead');

      expect(reply.body.code).toBe('OUTCOME_UNKNOWN');
      expect(executions()).toHaveLength(0);
    });

    it('is reported as in progress, with the remaining time, to a call with a shorter deadline', async () => {
      await claimAndDie('dying', 2_500);
      const { body, headers } = await write(services[1], 'dying', { headers: { 'X-Action-Timeout-Ms': '300' } });

      expect(body.code).toBe('IDEMPOTENCY_IN_PROGRESS');
      expect(headers.get('Retry-After')).toBe('3');
    });
  });

  async function scriptsRun(): Promise<unknown> {
    const statistics = String(await redis.command('INFO', 'commandstats'));
    return [...statistics.matchAll(/cmdstat_(hmget):calls=(\d+)/g)].map(([, name, count]) => [name, count]);
  }

  describe('with a Redis that fails', () => {
    let service: TestService;

    beforeAll(async () => {
      service = await startService({ world, environment: { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '1000' } });
    });

    beforeEach(async () => {
      await until(async () => (await write(service, newKey())).status === 200);
      world.reset();
    });

    afterEach(() => redis.thaw());

    async function expectRejection(key: string): Promise<void> {
      const { status, body, headers } = await write(service, key);
      expect(status).toBe(429);
      expect(body).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        status_code: 503,
        fallback_type: 'internal_error',
        action: 'wait_and_retry',
        retry_after: 5,
      });
      expect(headers.get('Retry-After')).toBe('5');
      expect(executions()).toHaveLength(0);
    }

    it('is rejected while Redis is down, unlike a read, and executed after the restart of Redis', async () => {
      await redis.kill();
      await expectRejection('gone-1');
      await expectRejection('gone-2');
      expect((await service.call('customer-lookup', { customer_id: 'c-1' })).status).toBe(200);

      await redis.restart();

      await until(async () => (await write(service, 'gone-1')).status === 200);
      expect(world.genesys.runs.countOf('gone-1')).toBe(1);
    });

    it('is rejected while Redis hangs, and its key is free afterwards', async () => {
      redis.freeze();
      await expectRejection('frozen');
      await expectRejection('frozen');
      redis.thaw();

      await until(async () => (await write(service, 'frozen')).status !== 429);
      const { body } = await write(service, 'frozen');
      expect([body.code, world.genesys.runs.countOf('frozen')]).toEqual(['OK', 1]);
    });

    it('is rejected while Redis is full', async () => {
      await redis.fill();
      await expectRejection('full');
      await redis.empty();
    });

    it('succeeds if Redis hangs while the write is in flight, and its result is stored afterwards', async () => {
      world.genesys.respondWith('execute', () => {
        redis.freeze();
        return { status: 200, body: { written: true } };
      });
      const first = await write(service, 'in-flight');
      expect(first.body).toMatchObject({ code: 'OK', source: 'api', data: { output: { written: true } } });
      redis.thaw();
      world.reset();

      await until(async () => (await write(service, 'in-flight')).body.source === 'replay');
      expect(executions()).toHaveLength(0);
    });
  });
});
