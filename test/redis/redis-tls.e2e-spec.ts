import { startWorld, World } from '../support/world.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService } from '../support/service.js';
import { spawnService } from '../support/spawn-service.js';

describeWithRedis('a Redis with TLS', () => {
  let world: World;
  let server: RedisServer;

  beforeAll(async () => {
    [world, server] = await Promise.all([startWorld(), RedisServer.startEncrypted()]);
  });

  it('is used only if its certificate is trusted', async () => {
    const environment = { REDIS_URL: server.url };
    // Node reads the certificates of this variable when a process starts.
    const certificates = { NODE_EXTRA_CA_CERTS: server.encryption?.certFile ?? '' };
    const trusting = await spawnService(world, { ...environment, ...certificates });
    const distrusting = await startService({ world, environment });
    const token = world.issuer.token();

    expect(await trusting.statusOf('/health')).toBe(200);
    expect((await distrusting.send('/health')).status).toBe(503);
    expect((await trusting.call(token, { customer_id: 'c-1' })).status).toBe(200);
    expect((await distrusting.call('customer-lookup', { customer_id: 'c-1' })).status).toBe(200);
    expect(await server.keys('dataaction:cache:*')).toHaveLength(1);
  }, 150_000);
});
