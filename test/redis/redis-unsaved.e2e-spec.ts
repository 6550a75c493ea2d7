import { Logger } from '@nestjs/common';
import { newKey, write } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Reply, startService, TestService, until } from '../support/service.js';

describeWithRedis('A Redis that cannot save to its disk', () => {
  const logged: string[] = [];
  let redis: RedisServer;
  let service: TestService;

  beforeEach(async () => {
    redis = await RedisServer.start();
    service = await startService({ environment: { REDIS_URL: redis.url } });
    const note = (line: string): void => void logged.push(line);
    Logger.overrideLogger({ log: note, warn: note, error: note });
  });

  afterEach(async () => {
    Logger.overrideLogger(false);
    await service.stop();
    await redis.kill();
  });

  const read = (customer: string): Promise<Reply> => service.call('customer-lookup', { customer_id: customer });
  const health = async (): Promise<unknown> => (await service.send('/health')).body['details'];
  const metric = async (line: string): Promise<boolean> =>
    (await service.send('/metrics')).text.includes(`\n${line}\n`);

  it('stops writes with the reason MISCONF and no read, until it can save again', async () => {
    expect((await write(service, newKey())).status).toBe(200);
    await redis.breakSaves();
    const key = newKey();

    const { status, body } = await write(service, key);

    expect([status, body.code, service.world.genesys.runs.countOf(key)]).toEqual([429, 'STORE_UNAVAILABLE', 0]);
    expect(await health()).toMatchObject({ redis: { status: 'down', reason: 'MISCONF' } });
    expect(await metric('redis_up 0')).toBe(true);
    expect(await metric('redis_write_trouble{reason="MISCONF"} 1')).toBe(true);
    expect(logged.filter((line) => line.includes('rejects writes (MISCONF)'))).toHaveLength(1);
    expect([(await read('c-1')).body.source, (await read('c-1')).body.source]).toEqual(['api', 'cache']);

    await redis.repairSaves();

    await until(async () => (await write(service, key)).status === 200);
    expect(service.world.genesys.runs.countOf(key)).toBe(1);
    expect(await health()).toMatchObject({ redis: { status: 'up' } });
    expect(await metric('redis_up 1')).toBe(true);
    expect(logged).toContain('Redis accepts writes again');
  });
});
