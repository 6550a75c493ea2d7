import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { freePort } from '../../sandbox/process/free-port.js';
import { StoreUnavailable } from '../../src/errors/idempotency-errors.js';
import { Claim } from '../../src/idempotency/store/idempotency-store.js';
import { MemoryLossDetector } from '../../src/idempotency/store/memory-loss-detector.js';
import { RedisIdempotencyStore } from '../../src/idempotency/store/redis-idempotency.store.js';
import { Metrics } from '../../src/observability/metrics/metrics.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { slotOf } from '../../src/redis/topology/slot-map.js';
import { temporaryFolder } from '../support/clean-up.js';
import { SELF_SIGNED } from '../support/network/self-signed.js';
import { connect, open, unavailability } from '../support/redis-client.js';
import { redisCommand, redisReply, startRedis } from '../support/redis-process.js';
import { describeWithRedis } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { Deployment, startDeployment } from './redis-deployment.js';

/** Time limit for an election, which is slow on a busy machine. */
const LIMIT_MS = 40_000;

const works = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

describeWithRedis('The connection to several servers of Redis', () => {
  jest.setTimeout(90_000);

  let deployment: Deployment;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterEach(() => deployment.stop());

  /** Checks that a URL with the wrong scheme is rejected with a message that names the right scheme. */
  const expectAdvice = (scheme: string, advice: string): Promise<void> =>
    expect(open(`${scheme.replace('://', `://127.0.0.1:${deployment.firstPort}`)}`)).rejects.toThrow(advice);

  it('writes to the new primary after a planned failover, although the old connection stays open', async () => {
    deployment = await startDeployment('pair');
    const redis = await connect(deployment.url);
    await redis.run((client) => client.set('a', 'before'));

    await deployment.failOver();
    await deployment.moveAddress();

    await until(() => works(redis.run((client) => client.set('a', 'after'))), LIMIT_MS);
    expect(await deployment.valueOf('a')).toBe('after');
    await redis.onApplicationShutdown();
  });

  it('tries again soon if the address still leads to a silent server', async () => {
    deployment = await startDeployment('pair');
    const redis = await connect(deployment.url, { connectTimeoutMs: 2 * LIMIT_MS });
    /** Counts the first requests of new connections. */
    const attempts = (): number => deployment.tripsWith('server');
    const before = attempts();
    await deployment.replaceSilentPrimary();
    await until(() => attempts() > before);

    await deployment.moveAddress();

    await until(() => works(redis.run((client) => client.set('a', 'after'))), LIMIT_MS);
    await redis.onApplicationShutdown();
  });

  it('reports that writes fail because the server is a replica, and names the right scheme for a wrong URL', async () => {
    deployment = await startDeployment('pair');
    await expectAdvice('redis-cluster://', 'use redis://');
    await expectAdvice('redis-sentinel:///mymaster', 'use redis://');
    const redis = await open(deployment.replicaUrl);

    expect(redis.writeProblem).toBe('READONLY');
    expect((await unavailability(redis.run((client) => client.set('a', '1')))).mayHaveBeenApplied).toBe(false);
    await redis.onApplicationShutdown();
  });

  it('finds the primary that the Sentinels name, and the next primary when the first one dies', async () => {
    deployment = await startDeployment('sentinel');
    await expectAdvice('redis://', 'use redis-sentinel://');
    const redis = await connect(deployment.url);
    await redis.run((client) => client.set('a', 'before'));

    await deployment.killPrimary();

    await until(() => works(redis.run((client) => client.set('a', 'after'))), LIMIT_MS);
    await redis.onApplicationShutdown();
  });

  it('finds the node of each key in a cluster, and a new primary when a primary dies', async () => {
    deployment = await startDeployment('cluster');
    await expectAdvice('redis://', 'use redis-cluster://');
    const redis = await connect(deployment.url);
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
    const writeAll = (): Promise<unknown> =>
      Promise.all(keys.map((key) => redis.run((client) => client.set(key, key), { key })));
    await writeAll();
    expect(redis.nodes).toHaveLength(3);

    await deployment.killPrimary();

    await until(() => works(writeAll()), LIMIT_MS);
    const read = await Promise.all(keys.map((key) => redis.run((client) => client.get(key), { key })));
    expect(read).toEqual(keys);
    await redis.onApplicationShutdown();
  });
});

interface Node {
  readonly port: number;
  readonly id: string;
}

const claimBy = (name: string, owner: string): Claim => ({
  key: { name, scope: 'scope' },
  owner,
  fingerprint: 'payload',
  leaseMs: 60_000,
  ttlMs: 60_000,
  mayResend: false,
});

describeWithRedis('a slot that moves to another node of a cluster', () => {
  const TAG = 'tag';
  const SLOT = slotOf(TAG);
  let source: Node;
  let target: Node;
  let redis: RedisConnection;
  let store: RedisIdempotencyStore;

  async function startNode(): Promise<Node & { readonly busPort: number }> {
    const [port, busPort] = [await freePort(), await freePort()];
    await startRedis(port, { args: ['--save', '', '--cluster-enabled', 'yes', '--cluster-port', String(busPort)] });
    return { port, busPort, id: await redisReply(port, 'CLUSTER', 'MYID') };
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const [one, other] = [await startNode(), await startNode()];
    source = one;
    target = other;
    await redisReply(one.port, 'CLUSTER', 'ADDSLOTSRANGE', 0, 16_382);
    await redisReply(other.port, 'CLUSTER', 'ADDSLOTS', 16_383);
    await redisReply(one.port, 'CLUSTER', 'MEET', '127.0.0.1', other.port, other.busPort);
    for (const { port } of [one, other])
      await until(async () => (await redisReply(port, 'CLUSTER', 'INFO')).includes('cluster_state:ok'));
    redis = await connect(`redis-cluster://127.0.0.1:${one.port}`);
    const metrics = { memoryLost: { inc: () => undefined } } as unknown as Metrics;
    store = new RedisIdempotencyStore(redis, { losses: new MemoryLossDetector(redis, metrics, false) });
  });

  afterAll(() => redis.onApplicationShutdown());

  it('serves each key on its current node, and grants new claims only after the move', async () => {
    const set = (key: string): Promise<unknown> => redis.run((client) => client.set(key, key), { key });
    const get = (key: string): Promise<unknown> => redis.run((client) => client.get(key), { key });
    await set(`{${TAG}}stays`);
    await set(`{${TAG}}moves`);
    await store.claim(claimBy(TAG, 'before'));

    await redisReply(target.port, 'CLUSTER', 'SETSLOT', SLOT, 'IMPORTING', source.id);
    await redisReply(source.port, 'CLUSTER', 'SETSLOT', SLOT, 'MIGRATING', target.id);
    await redisReply(source.port, 'MIGRATE', '127.0.0.1', target.port, `{${TAG}}moves`, 0, 5_000);

    expect(await get(`{${TAG}}stays`)).toBe(`{${TAG}}stays`);
    expect(await get(`{${TAG}}moves`)).toBe(`{${TAG}}moves`);
    await set(`{${TAG}}new`);
    expect(await get(`{${TAG}}new`)).toBe(`{${TAG}}new`);
    expect(await redisReply(target.port, 'CLUSTER', 'COUNTKEYSINSLOT', SLOT)).toBe('2');
    expect(await store.claim(claimBy(TAG, 'duplicate'))).toMatchObject({ kind: 'busy' });

    for (const key of (await redisCommand(source.port, ['CLUSTER', 'GETKEYSINSLOT', SLOT, 100])) as string[])
      await redisReply(source.port, 'MIGRATE', '127.0.0.1', target.port, key, 0, 5_000);
    expect(await store.claim(claimBy(TAG, 'duplicate'))).toMatchObject({ kind: 'busy' });
    expect(await store.release(claimBy(TAG, 'before'))).toEqual({ kind: 'done' });
    await expect(store.claim(claimBy(TAG, 'new'))).rejects.toThrow(StoreUnavailable);

    for (const { port } of [target, source]) await redisReply(port, 'CLUSTER', 'SETSLOT', SLOT, 'NODE', target.id);
    expect(await store.claim(claimBy(TAG, 'new'))).toMatchObject({ kind: 'new' });
    expect(await redisReply(target.port, 'CLUSTER', 'COUNTKEYSINSLOT', SLOT)).not.toBe('0');
  });
});

describeWithRedis('several servers of Redis with TLS', () => {
  let folder: string;
  let certFile: string;
  let tls: string[];

  beforeAll(() => {
    Logger.overrideLogger(false);
    folder = temporaryFolder('redis-tls');
    certFile = join(folder, 'cert.pem');
    const keyFile = join(folder, 'key.pem');
    writeFileSync(certFile, SELF_SIGNED.cert);
    writeFileSync(keyFile, SELF_SIGNED.key);
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
    tls = ['--port', '0', '--tls-auth-clients', 'no', '--tls-replication', 'yes', ...files];
  });

  const reply = async (port: number, ...args: string[]): Promise<string> =>
    String(await redisCommand(port, args, true).catch((error: unknown) => error));

  async function start(...args: string[]): Promise<number> {
    const port = await freePort();
    await startRedis(port, { args: [...args, ...tls], isEncrypted: true });
    return port;
  }

  async function startSentinel(): Promise<string> {
    const primary = await start();
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, `sentinel monitor main 127.0.0.1 ${primary} 1\n`);
    const sentinel = await start(file, '--sentinel');
    await until(async () => /^ok/i.test(await reply(sentinel, 'SENTINEL', 'CKQUORUM', 'main')));
    return `rediss-sentinel://localhost:${sentinel}/main`;
  }

  async function startCluster(): Promise<string> {
    const bus = ['--cluster-port', String(await freePort())];
    const port = await start('--cluster-enabled', 'yes', '--tls-cluster', 'yes', ...bus);
    await reply(port, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () => (await reply(port, 'CLUSTER', 'INFO')).includes('cluster_state:ok'));
    return `rediss-cluster://127.0.0.1:${port}`;
  }

  it.each([
    ['Sentinel', startSentinel],
    ['Cluster', startCluster],
  ])('are used only if their certificate is trusted: %s', async (_, startServers) => {
    const url = await startServers();
    const trusting = await connect(url, { tlsCaFile: certFile });
    const distrusting = await open(url);

    expect(await trusting.run((client) => client.set('a', '1'), { key: 'a' })).toBe('OK');
    expect(trusting.writeProblem).toBeUndefined();
    expect(distrusting.writeProblem).toBe('UNREACHABLE');

    await trusting.onApplicationShutdown();
    await distrusting.onApplicationShutdown();
  });
});
