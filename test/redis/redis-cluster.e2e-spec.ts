import { freePort } from '../../sandbox/process/free-port.js';
import { startWorld, World } from '../support/world.js';
import { redisReply, startRedis } from '../support/redis-process.js';
import { describeWithRedis } from '../support/redis-server.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Starts a cluster of one node with all slots, and returns its URL. */
async function startCluster(): Promise<string> {
  const port = await freePort();
  await startRedis(port, {
    args: ['--save', '', '--cluster-enabled', 'yes', '--cluster-port', String(await freePort())],
  });
  await redisReply(port, 'CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
  await until(async () => (await redisReply(port, 'CLUSTER', 'INFO')).includes('cluster_state:ok'));
  // Like any cluster, it rejects commands with keys in different slots.
  await expect(redisReply(port, 'MGET', 'a', 'b')).rejects.toThrow('CROSSSLOT');
  return `redis-cluster://127.0.0.1:${port}`;
}

describeWithRedis('a Redis cluster', () => {
  let world: World;
  let services: TestService[];

  beforeAll(async () => {
    const url = await startCluster();
    world = await startWorld();
    const environment = { REDIS_URL: url };
    services = await Promise.all([1, 2].map(() => startService({ world, environment })));
  });

  const [first, second] = [() => services[0] as TestService, () => services[1] as TestService];

  it('accepts claims and outcomes of writes', async () => {
    const headers = { 'Idempotency-Key': 'evt-1' };
    const input = { input_payload: { contactId: 'c-1' } };

    const replies = [
      await first().call('invoke-data-action', input, { headers }),
      await second().call('invoke-data-action', input, { headers }),
    ];

    expect(replies.map(({ body }) => [body.code, body.source])).toEqual([
      ['OK', 'api'],
      ['OK', 'replay'],
    ]);
    expect(world.genesys.count('execute')).toBe(1);
  });

  it('allows one load for concurrent calls in several processes', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 200 });
    const lookUp = (service: TestService) => service.call('customer-lookup', { customer_id: 'c-crowd' });

    const replies = await Promise.all([first(), second(), first(), second()].map(lookUp));

    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(world.crm.count('customers')).toBe(1);
    expect((await first().send('/metrics')).text).not.toMatch(/^cache_store_faults_total\{/m);
  });
});
