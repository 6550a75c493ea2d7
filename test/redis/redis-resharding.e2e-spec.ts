import { Logger } from '@nestjs/common';
import { freePort } from '../../sandbox/process/free-port.js';
import { StoreUnavailable } from '../../src/errors/idempotency-errors.js';
import { Claim } from '../../src/idempotency/store/idempotency-store.js';
import { MemoryLossDetector } from '../../src/idempotency/store/memory-loss-detector.js';
import { RedisIdempotencyStore } from '../../src/idempotency/store/redis-idempotency.store.js';
import { Metrics } from '../../src/observability/metrics/metrics.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { slotOf } from '../../src/redis/topology/slot-map.js';
import { connect } from '../support/redis-client.js';
import { redisCommand, redisReply, startRedis } from '../support/redis-process.js';
import { describeWithRedis } from '../support/redis-server.js';
import { until } from '../support/until.js';

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

  it('serves each key where it is, rejects new claims meanwhile, and grants them afterwards', async () => {
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
