import { write } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

describeWithRedis('a write without its store', () => {
  let redis: RedisServer;
  let service: TestService;

  beforeEach(async () => {
    redis = await RedisServer.start();
    // On a busy machine, a Redis that is well can take longer than the default.
    const environment = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '1000', CRM_API_KEY: 'sandbox-crm-key' };
    service = await startService({ environment });
    await until(async () => (await write(service, 'warms-up')).status === 200);
    service.world.reset();
  });

  afterEach(async () => {
    redis.thaw();
    await service.stop();
    await redis.kill();
  });

  const executions = () => service.world.genesys.calls('execute');

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
    expect(service.world.genesys.runs.countOf('gone-1')).toBe(1);
  });

  it('is rejected while Redis hangs, and its key is free afterwards', async () => {
    redis.freeze();
    await expectRejection('frozen');
    await expectRejection('frozen');
    redis.thaw();

    await until(async () => (await write(service, 'frozen')).status !== 429);
    const { body } = await write(service, 'frozen');
    expect([body.code, service.world.genesys.runs.countOf('frozen')]).toEqual(['OK', 1]);
  });

  it('is rejected while Redis is full', async () => {
    await redis.fill();
    await expectRejection('full');
  });

  it('in flight when Redis hangs succeeds, and is stored afterwards', async () => {
    service.world.genesys.respondWith('execute', () => {
      redis.freeze();
      return { status: 200, body: { written: true } };
    });
    const first = await write(service, 'in-flight');
    expect(first.body).toMatchObject({ code: 'OK', source: 'api', data: { output: { written: true } } });
    redis.thaw();
    service.world.reset();

    await until(async () => (await write(service, 'in-flight')).body.source === 'replay');
    expect(executions()).toHaveLength(0);
  });
});
