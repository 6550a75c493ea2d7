import { RedisConnection } from '../../src/redis/redis-connection.js';
import { Deployment, DeploymentKind, startDeployment } from '../redis/redis-deployment.js';
import { describeWithRedis } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

/** Part of the keys of every entry and of the lock of its load. */
const KEYS = 'dataaction:cache:';

describeWithRedis('A read whose output is not cached', () => {
  let deployment: Deployment;
  let one: TestService;
  let other: TestService;

  afterEach(async () => {
    for (const part of [one, other, deployment]) await part.stop();
  });

  it.each<DeploymentKind>(['pair', 'sentinel', 'cluster'])(
    'makes one round trip to Redis before it loads, and one after: %s',
    async (kind) => {
      deployment = await startDeployment(kind, { isObserved: true });
      const environment = { REDIS_URL: deployment.url };
      one = await startService({ environment });
      const { world } = one;
      other = await startService({ world, environment });
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

      // The entry and the end of the lock arrive together, so another process needs one round trip too.
      expect((await read(other)).body.source).toBe('cache');
      expect(deployment.tripsWith(KEYS)).toBe(3);
    },
  );
});
