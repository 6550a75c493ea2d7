import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { freePort } from '../../sandbox/process/free-port.js';
import { startWorld, World } from '../support/world.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { describeWithRedis } from '../support/redis-server.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Starts a cluster of one node with all slots. Like any cluster, it rejects commands with keys in different slots. */
async function startCluster(): Promise<{ readonly url: string; end(): Promise<void> }> {
  const port = await freePort();
  const folder = temporaryFolder('redis-cluster');
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const child = killAfterSuite(spawn('redis-server', [...options, '--cluster-enabled', 'yes'], { stdio: 'ignore' }));
  const url = `redis-cluster://127.0.0.1:${port}`;
  const client = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: 20 } });
  client.on('error', () => undefined);
  await client.connect();
  await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
  await until(async () => String(await client.sendCommand(['CLUSTER', 'INFO'])).includes('cluster_state:ok'));
  const rejection = await client.mGet(['a', 'b']).catch((error: Error) => error.message);
  if (!String(rejection).startsWith('CROSSSLOT')) throw new Error('not a cluster');
  await client.disconnect();
  return {
    url,
    end: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describeWithRedis('a Redis cluster', () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let world: World;
  let services: TestService[];

  beforeAll(async () => {
    cluster = await startCluster();
    world = await startWorld();
    const environment = { REDIS_URL: cluster.url, REDIS_TIMEOUT_MS: '1000' };
    services = await Promise.all([1, 2].map(() => startService({ world, environment })));
  });

  afterAll(async () => {
    for (const service of services) await service.stop();
    await world.stop();
    await cluster.end();
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
