import { startWorld, World } from '../support/world.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { spawnService, SpawnedService } from '../support/spawn-service.js';

describeWithRedis('a Redis with TLS', () => {
  let world: World;
  let server: RedisServer;
  const services: SpawnedService[] = [];

  beforeAll(async () => {
    [world, server] = await Promise.all([startWorld(), RedisServer.startEncrypted()]);
  });

  const start = async (environment: Record<string, string>): Promise<SpawnedService> => {
    const service = await spawnService(world, { REDIS_URL: server.url, ...environment });
    services.push(service);
    return service;
  };

  it('is used only if its certificate is trusted', async () => {
    const trusting = await start({ NODE_EXTRA_CA_CERTS: server.encryption?.certFile ?? '' });
    const distrusting = await start({});
    const token = world.issuer.token();

    expect(await trusting.statusOf('/health')).toBe(200);
    expect(await distrusting.statusOf('/health')).toBe(503);
    expect((await trusting.call(token, { customer_id: 'c-1' })).status).toBe(200);
    expect((await distrusting.call(token, { customer_id: 'c-1' })).status).toBe(200);
    expect(await server.keys('dataaction:cache:*')).toHaveLength(1);
  }, 150_000);
});
