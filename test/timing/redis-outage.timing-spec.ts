import { Logger } from '@nestjs/common';
import { write } from '../support/idempotent-writes.js';
import { DEFAULT_LIMITS } from '../support/limits.js';
import { connect, open, unavailability } from '../support/redis-client.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService } from '../support/service.js';
import { timed } from './timed.js';

/** The default of REDIS_TIMEOUT_MS, and the additional time that a response may take. */
const [REDIS_TIMEOUT_MS, GRACE_MS] = [100, 250];

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Infinity;

describeWithRedis('a Redis that hangs', () => {
  let redis: RedisServer;

  beforeAll(() => void Logger.overrideLogger(false));

  beforeEach(async () => {
    redis = await RedisServer.start();
  });

  afterEach(async () => {
    redis.thaw();
    await redis.kill();
  });

  it('delays one operation by REDIS_TIMEOUT_MS, and later operations not at all', async () => {
    const connection = await connect(redis.url, { timeoutMs: REDIS_TIMEOUT_MS });
    redis.freeze();
    const get = () => timed(() => unavailability(connection.run((client) => client.get('a'))));

    const [, firstMs] = await get();
    const later: number[] = [];
    for (let at = 0; at < 100; at += 1) later.push((await get())[1]);

    expect(firstMs).toBeGreaterThanOrEqual(REDIS_TIMEOUT_MS - 1);
    expect(firstMs).toBeLessThan(REDIS_TIMEOUT_MS + GRACE_MS);
    expect(median(later)).toBeLessThan(5);
    const [, closedMs] = await timed(() => connection.onApplicationShutdown());
    expect(closedMs).toBeLessThan(500);
  });

  it('delays the start by at most the time to connect', async () => {
    redis.freeze();
    const [connection, tookMs] = await timed(() => open(redis.url, { connectTimeoutMs: 300 }));

    expect(tookMs).toBeLessThan(300 + GRACE_MS);
    await connection.onApplicationShutdown();
  });

  it('delays a call by REDIS_TIMEOUT_MS: reads continue, writes are rejected', async () => {
    const environment = { REDIS_URL: redis.url, ...DEFAULT_LIMITS, CRM_API_KEY: 'sandbox-crm-key' };
    const service = await startService({ environment });
    const lookup = (customer_id: string) => timed(() => service.call('customer-lookup', { customer_id }));
    await lookup('c-warm');
    await write(service, 'warms-up');
    redis.freeze();

    const [first, firstMs] = await lookup('c-first');
    const later: number[] = [];
    for (let at = 0; at < 40; at += 1) later.push((await lookup(`c-${at}`))[1]);
    const [rejected, rejectedMs] = await timed(() => write(service, 'frozen'));
    await service.stop();

    expect(first.body.source).toBe('api');
    expect(firstMs).toBeLessThan(REDIS_TIMEOUT_MS + GRACE_MS);
    expect(median(later)).toBeLessThan(50);
    expect(rejected.body.code).toBe('STORE_UNAVAILABLE');
    expect(rejectedMs).toBeLessThan(REDIS_TIMEOUT_MS + GRACE_MS);
  });

  it('rejects a write at once if Redis is down, because a server without replicas has no failover', async () => {
    const service = await startService({ environment: { REDIS_URL: redis.url, ...DEFAULT_LIMITS } });
    await write(service, 'warms-up');
    await redis.kill();

    const [rejected, tookMs] = await timed(() => write(service, 'gone'));
    await service.stop();

    expect(rejected.body.code).toBe('STORE_UNAVAILABLE');
    expect(tookMs).toBeLessThan(REDIS_TIMEOUT_MS + GRACE_MS);
  });

  it('delays the response of a write in flight by REDIS_TIMEOUT_MS', async () => {
    const service = await startService({ environment: { REDIS_URL: redis.url, ...DEFAULT_LIMITS } });
    await write(service, 'warms-up');
    service.world.genesys.respondWith('execute', () => {
      redis.freeze();
      return { status: 200, body: { written: true } };
    });

    const [{ body }, tookMs] = await timed(() => write(service, 'in-flight'));

    expect(body).toMatchObject({ code: 'OK', source: 'api' });
    expect(tookMs).toBeLessThan(REDIS_TIMEOUT_MS + 2 * GRACE_MS);
    redis.thaw();
    await service.stop();
  });
});
