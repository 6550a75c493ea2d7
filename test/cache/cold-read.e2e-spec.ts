import { RedisConnection } from '../../src/redis/redis-connection.js';
import { DeploymentKind, startDeployment } from '../redis/redis-deployment.js';
import { describeWithRedis } from '../support/redis-server.js';
import { startService, until } from '../support/service.js';

/** Counts the round trips: operations that are sent together, before any of them has its reply, are one. */
function countTrips(): { readonly count: () => number; readonly inFlight: () => number } {
  let [trips, inFlight] = [0, 0];
  const run = Reflect.get<RedisConnection, 'run'>(RedisConnection.prototype, 'run');
  jest.spyOn(RedisConnection.prototype, 'run').mockImplementation(async function (this: RedisConnection, ...args) {
    if (inFlight === 0) trips += 1;
    inFlight += 1;
    try {
      return await run.apply(this, args);
    } finally {
      inFlight -= 1;
    }
  });
  return { count: () => trips, inFlight: () => inFlight };
}

describeWithRedis('A read whose output is not cached', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each<DeploymentKind>(['pair', 'sentinel', 'cluster'])(
    'waits for one round trip to Redis before it loads, and for none before it responds: %s',
    async (kind) => {
      const deployment = await startDeployment(kind);
      const service = await startService({ environment: { REDIS_URL: deployment.url, REDIS_TIMEOUT_MS: '2000' } });
      // Loads the signing keys, and reaches no cache.
      expect((await service.call('customer-lookup', {})).status).toBe(400);
      await until(() => service.app.get(RedisConnection).isReady);
      const trips = countTrips();
      let beforeLoad = 0;
      service.world.crm.respondWith('customers', () => {
        beforeLoad = trips.count();
        return { status: 200, body: { id: 'c-1', name: 'Ada' } };
      });

      const reply = await service.call('customer-lookup', { customer_id: 'c-1' });

      expect(reply.body.source).toBe('api');
      expect(beforeLoad).toBe(1);
      await until(() => trips.count() > 1 && trips.inFlight() === 0);
      const again = await service.call('customer-lookup', { customer_id: 'c-1' });
      expect([again.body.source, service.world.crm.count('customers')]).toEqual(['cache', 1]);
      await service.stop();
      await deployment.stop();
    },
  );
});
