import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { freePort } from '../../sandbox/process/free-port.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { temporaryFolder } from '../support/clean-up.js';
import { newKey, write } from '../support/idempotent-writes.js';
import { connect } from '../support/redis-client.js';
import { redisReply, startRedis } from '../support/redis-process.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Reply, startService, TestService, until } from '../support/service.js';
import { startWorld, World } from '../support/world.js';

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

describeWithRedis('the service with Redis', () => {
  let world: World;
  let redis: RedisServer;
  let service: TestService;

  beforeAll(async () => {
    [world, redis] = await Promise.all([startWorld(), RedisServer.start()]);
  });

  beforeEach(() => world.reset());
  afterAll(() => redis.kill());

  const start = async (environment: Record<string, string> = {}): Promise<TestService> =>
    startService({ world, environment: { REDIS_URL: redis.url, ...environment } });
  const lookUp = (customer: string, at = service): Promise<Reply> =>
    at.call('customer-lookup', { customer_id: customer });

  describe('that loses its memory', () => {
    const losses = async (cause: string): Promise<number> => {
      const { text } = await service.send('/metrics');
      const sample = new RegExp(`^idempotency_memory_lost_total\\{cause="${cause}"\\} (\\d+)$`, 'm');
      return Number(sample.exec(text)?.[1]);
    };

    beforeAll(async () => {
      service = await start();
    });

    beforeEach(() => until(async () => (await write(service, newKey())).status === 200));
    afterAll(() => service.stop());

    it('detects FLUSHALL with the next claim', async () => {
      expect(await losses('marker_missing')).toBe(0);
      await redis.command('FLUSHALL');

      expect((await write(service, newKey())).status).toBe(200);

      expect(await losses('marker_missing')).toBe(1);
    });

    it('detects a restart of Redis on reconnect', async () => {
      const before = await losses('marker_missing');
      await redis.kill();
      await redis.restart();

      await until(async () => (await losses('marker_missing')) === before + 1);
    });

    it('detects an eviction without a write', async () => {
      await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      await redis.command('CONFIG', 'SET', 'maxmemory', '1500kb');
      const other = await connect(redis.url);
      await until(async () => {
        await other.run((client) => client.set(`filler-${Math.random()}`, 'x'.repeat(50_000)));
        return (await losses('evicted')) > 0;
      });
      await other.onApplicationShutdown();
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    });

    it('rejects new writes for a while if configured', async () => {
      await service.stop();
      service = await start({ IDEMPOTENCY_AFTER_MEMORY_LOSS: 'refuse' });
      await write(service, newKey());
      await redis.command('FLUSHALL');
      const key = newKey();

      expect((await write(service, key)).body.code).toBe('STORE_UNAVAILABLE');
      expect(world.genesys.runs.countOf(key)).toBe(0);

      await until(async () => (await write(service, key)).status === 200);
      expect(world.genesys.runs.countOf(key)).toBe(1);
    });
  });

  describe('that cannot save to its disk', () => {
    const logged: string[] = [];

    beforeAll(async () => {
      service = await start();
      const note = (line: string): void => void logged.push(line);
      Logger.overrideLogger({ log: note, warn: note, error: note });
    });

    afterAll(() => void Logger.overrideLogger(false));

    const health = async (): Promise<unknown> => (await service.send('/health')).body['details'];
    const metric = async (line: string): Promise<boolean> =>
      (await service.send('/metrics')).text.includes(`\n${line}\n`);

    it('rejects writes but no reads, with the reason MISCONF, until Redis can save again', async () => {
      expect((await write(service, newKey())).status).toBe(200);
      await redis.breakSaves();
      const key = newKey();

      const { status, body } = await write(service, key);

      expect([status, body.code, world.genesys.runs.countOf(key)]).toEqual([429, 'STORE_UNAVAILABLE', 0]);
      expect(await health()).toMatchObject({ redis: { status: 'down', reason: 'MISCONF' } });
      expect(await metric('redis_up 0')).toBe(true);
      expect(await metric('redis_write_trouble{reason="MISCONF"} 1')).toBe(true);
      expect(logged.filter((line) => line.includes('rejects writes (MISCONF)'))).toHaveLength(1);
      expect([(await lookUp('c-1')).body.source, (await lookUp('c-1')).body.source]).toEqual(['api', 'cache']);

      await redis.repairSaves();

      await until(async () => (await write(service, key)).status === 200);
      expect(world.genesys.runs.countOf(key)).toBe(1);
      expect(await health()).toMatchObject({ redis: { status: 'up' } });
      expect(await metric('redis_up 1')).toBe(true);
      expect(logged).toContain('Redis accepts writes again');
    });
  });

  describe('with a password that changes in REDIS_URL_FILE', () => {
    let file: string;

    const writeUrl = (password: string): void =>
      writeFileSync(file, `redis://service:${password}@127.0.0.1:${redis.port}`);
    const setPasswords = (...rules: string[]): Promise<unknown> =>
      redis.command('ACL', 'SETUSER', 'service', 'on', '~*', '&*', '+@all', ...rules);
    const killConnections = (): Promise<unknown> => redis.command('CLIENT', 'KILL', 'USER', 'service');

    beforeAll(async () => {
      file = join(temporaryFolder('redis-url'), 'url');
      await setPasswords('>first');
      writeUrl('first');
      service = await startService({ world, environment: { REDIS_URL: '', REDIS_URL_FILE: file } });
    });

    const writeOnce = async (): Promise<number> => (await write(service, newKey())).status;

    it('uses a new password for the next connection, without a failed call', async () => {
      const rotation = { isOver: false };
      const statuses: number[] = [];
      const load = (async () => {
        while (!rotation.isOver) statuses.push(await writeOnce());
      })();

      await setPasswords('>second');
      writeUrl('second');
      // From now on, new connections must use the password in the file.
      await setPasswords('<first');
      await until(() => statuses.length > 20);
      rotation.isOver = true;
      await load;
      expect(new Set(statuses)).toEqual(new Set([200]));

      await killConnections();
      await until(async () => (await writeOnce()) === 200);
      expect(String(await redis.command('CLIENT', 'LIST'))).toContain('user=service');
    });
  });

  it('uses a Redis with TLS only if its certificate is trusted', async () => {
    const encrypted = await RedisServer.startEncrypted();
    const [trusting, distrusting] = await Promise.all([
      start({ REDIS_URL: encrypted.url, REDIS_TLS_CA_FILE: encrypted.encryption?.certFile ?? '' }),
      start({ REDIS_URL: encrypted.url }),
    ]);

    await until(async () => (await trusting.send('/health')).status === 200);
    expect((await distrusting.send('/health')).status).toBe(503);
    expect((await lookUp('c-tls', trusting)).status).toBe(200);
    expect((await lookUp('c-tls', distrusting)).status).toBe(200);
    expect(await encrypted.keys('dataaction:cache:*')).toHaveLength(1);
    await encrypted.kill();
  });

  describe('that is a cluster', () => {
    let services: TestService[];

    beforeAll(async () => {
      const environment = { REDIS_URL: await startCluster() };
      services = await Promise.all([1, 2].map(() => start(environment)));
      await until(() => services.every(({ app }) => app.get(RedisConnection).isReady));
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
      const replies = await Promise.all([first(), second(), first(), second()].map((at) => lookUp('c-crowd', at)));

      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(world.crm.count('customers')).toBe(1);
      expect((await first().send('/metrics')).text).not.toMatch(/^cache_store_faults_total\{/m);
    });
  });
});
