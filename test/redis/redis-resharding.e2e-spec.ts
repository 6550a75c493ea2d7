import { execFileSync, spawn } from 'node:child_process';
import { Logger } from '@nestjs/common';
import { freePort } from '../../sandbox/process/free-port.js';
import { StoreUnavailable } from '../../src/errors/idempotency-errors.js';
import { Claim } from '../../src/idempotency/store/idempotency-store.js';
import { MemoryLossDetector } from '../../src/idempotency/store/memory-loss-detector.js';
import { RedisIdempotencyStore } from '../../src/idempotency/store/redis-idempotency.store.js';
import { Metrics } from '../../src/observability/metrics/metrics.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { slotOf } from '../../src/redis/topology/slot-map.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { connect } from '../support/redis-client.js';
import { describeWithRedis } from '../support/redis-server.js';
import { until } from '../support/until.js';

const BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';

const cli = (port: number, ...args: (string | number)[]): string =>
  execFileSync('redis-cli', ['-p', String(port), ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

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
    const options = ['--port', port, '--cluster-port', busPort, '--bind', '127.0.0.1', '--save', ''].map(String);
    const folder = ['--dir', temporaryFolder('redis')];
    killAfterSuite(spawn(BINARY, ['--cluster-enabled', 'yes', ...options, ...folder], { stdio: 'ignore' }));
    await until(() => {
      try {
        return cli(port, 'PING') === 'PONG';
      } catch {
        return false;
      }
    });
    return { port, busPort, id: cli(port, 'CLUSTER', 'MYID') };
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const [one, other] = [await startNode(), await startNode()];
    source = one;
    target = other;
    cli(one.port, 'CLUSTER', 'ADDSLOTSRANGE', 0, 16_382);
    cli(other.port, 'CLUSTER', 'ADDSLOTS', 16_383);
    cli(one.port, 'CLUSTER', 'MEET', '127.0.0.1', other.port, other.busPort);
    const isComplete = ({ port }: Node): boolean => cli(port, 'CLUSTER', 'INFO').includes('cluster_state:ok');
    await until(() => isComplete(one) && isComplete(other), 30_000);
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

    cli(target.port, 'CLUSTER', 'SETSLOT', SLOT, 'IMPORTING', source.id);
    cli(source.port, 'CLUSTER', 'SETSLOT', SLOT, 'MIGRATING', target.id);
    cli(source.port, 'MIGRATE', '127.0.0.1', target.port, `{${TAG}}moves`, 0, 5_000);

    expect(await get(`{${TAG}}stays`)).toBe(`{${TAG}}stays`);
    expect(await get(`{${TAG}}moves`)).toBe(`{${TAG}}moves`);
    await set(`{${TAG}}new`);
    expect(await get(`{${TAG}}new`)).toBe(`{${TAG}}new`);
    expect(cli(target.port, 'CLUSTER', 'COUNTKEYSINSLOT', SLOT)).toBe('2');
    expect(await store.claim(claimBy(TAG, 'duplicate'))).toMatchObject({ kind: 'busy' });

    for (const key of cli(source.port, 'CLUSTER', 'GETKEYSINSLOT', SLOT, 100).split('\n'))
      cli(source.port, 'MIGRATE', '127.0.0.1', target.port, key, 0, 5_000);
    expect(await store.claim(claimBy(TAG, 'duplicate'))).toMatchObject({ kind: 'busy' });
    expect(await store.release(claimBy(TAG, 'before'))).toEqual({ kind: 'done' });
    await expect(store.claim(claimBy(TAG, 'new'))).rejects.toThrow(StoreUnavailable);

    for (const { port } of [target, source]) cli(port, 'CLUSTER', 'SETSLOT', SLOT, 'NODE', target.id);
    expect(await store.claim(claimBy(TAG, 'new'))).toMatchObject({ kind: 'new' });
    expect(cli(target.port, 'CLUSTER', 'COUNTKEYSINSLOT', SLOT)).not.toBe('0');
  });
});
