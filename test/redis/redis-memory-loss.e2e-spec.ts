import { newKey, write } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

describeWithRedis('A Redis that loses its memory', () => {
  let redis: RedisServer;
  let service: TestService;

  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    redis = await RedisServer.start();
    service = await startService({ environment: { REDIS_URL: redis.url, ...environment } });
    await write(service, newKey());
  };

  afterEach(async () => {
    await service.stop();
    await redis.kill();
  });

  const losses = async (cause: string): Promise<number> => {
    const { text } = await service.send('/metrics');
    const sample = `idempotency_memory_lost_total{cause="${cause}"} `;
    const line = text.split('\n').find((one) => one.startsWith(sample));
    return Number(line?.slice(sample.length));
  };

  it('by FLUSHALL is noticed in the round trip of the next claim', async () => {
    await start();
    expect(await losses('marker_missing')).toBe(0);
    await redis.command('FLUSHALL');

    expect((await write(service, newKey())).status).toBe(200);

    expect(await losses('marker_missing')).toBe(1);
  });

  it('by a restart is noticed when it is found again', async () => {
    await start();
    await redis.kill();
    await redis.restart();

    await until(async () => (await losses('marker_missing')) === 1);
  });

  it('by eviction is noticed without a write', async () => {
    await start();
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.command('CONFIG', 'SET', 'maxmemory', '1500kb');
    await until(async () => {
      await redis.command('SET', `filler-${Math.random()}`, 'x'.repeat(20_000));
      return (await losses('evicted')) > 0;
    });
  });

  it('rejects new writes for a while if configured', async () => {
    await start({ IDEMPOTENCY_AFTER_MEMORY_LOSS: 'refuse' });
    await redis.command('FLUSHALL');
    const key = newKey();

    expect((await write(service, key)).body.code).toBe('STORE_UNAVAILABLE');
    expect(service.world.genesys.runs.countOf(key)).toBe(0);

    await until(async () => (await write(service, key)).status === 200);
    expect(service.world.genesys.runs.countOf(key)).toBe(1);
  });
});
