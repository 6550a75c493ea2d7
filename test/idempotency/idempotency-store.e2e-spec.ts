import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../../src/errors/idempotency-errors.js';
import { idempotencyStoreContract } from '../../src/idempotency/store/contract/idempotency-store.contract.js';
import { Claim } from '../../src/idempotency/store/idempotency-store.js';
import { RedisIdempotencyStore } from '../../src/idempotency/store/redis-idempotency.store.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { connect } from '../support/redis-client.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';

const claimBy = (owner: string, changed: Partial<Claim> = {}): Claim => ({
  key: { name: 'name-1', scope: 'scope-1' },
  owner,
  fingerprint: 'payload-1',
  leaseMs: 30_000,
  ttlMs: 60_000,
  mayResend: false,
  ...changed,
});

describeWithRedis('RedisIdempotencyStore', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let store: RedisIdempotencyStore;

  const storeOn = (redis: RedisConnection): RedisIdempotencyStore =>
    new RedisIdempotencyStore(redis, { graceMs: 0, longestLeaseMs: 600_000 });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await RedisServer.start();
    connection = await connect(server.url);
    store = storeOn(connection);
  });

  afterAll(() => connection.onApplicationShutdown());

  beforeEach(() => server.command('FLUSHALL'));

  idempotencyStoreContract(async () => ({ store, elapse: (ms) => sleep(ms).then(() => undefined) }));

  it('makes two round trips for a first write, and one for a replay', async () => {
    await store.claim(claimBy('warms up'));
    await store.complete(claimBy('warms up'), '1');
    await server.command('CONFIG', 'RESETSTAT');
    const write = claimBy('first', { key: { name: 'name-2', scope: 'scope-1' } });

    await store.claim(write);
    await store.complete(write, '"one"');
    await store.claim({ ...write, owner: 'second' });

    const statistics = String(await server.command('INFO', 'commandstats'));
    const calls = [...statistics.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name, count]) => [name, count]);
    // Each script reads its record once.
    expect(calls.filter(([name]) => /^(eval|hmget)$/.test(name ?? ''))).toEqual([['hmget', '3']]);
  });

  it('reloads its scripts after SCRIPT FLUSH', async () => {
    await store.claim(claimBy('first'));
    await server.command('SCRIPT', 'FLUSH');

    expect(await store.complete(claimBy('first'), '"one"')).toEqual({ kind: 'done' });
    expect(await store.claim(claimBy('second'))).toEqual({ kind: 'replay', output: '"one"' });
  });

  it('stores all keys of one name in one cluster slot', async () => {
    await store.claim(claimBy('first'));

    expect((await server.keys('dataaction:idempotency:*')).sort()).toEqual([
      'dataaction:idempotency:{name-1}',
      'dataaction:idempotency:{name-1}:scope-1',
    ]);
  });

  it('stores only keys that expire', async () => {
    await store.claim(claimBy('first'));
    await store.claim(claimBy('second', { key: { name: 'name-2', scope: 'scope-1' } }));
    await store.complete(claimBy('second', { key: { name: 'name-2', scope: 'scope-1' } }), '"one"');
    await store.markUnknown(claimBy('third', { key: { name: 'name-3', scope: 'scope-1' } }));

    const keys = await server.keys('dataaction:idempotency:*');
    const lifetimes = await Promise.all(keys.map((key) => server.command('PTTL', key)));

    expect(keys).toHaveLength(5);
    for (const lifetimeMs of lifetimes) {
      expect(lifetimeMs).toBeGreaterThan(55_000);
      expect(lifetimeMs).toBeLessThanOrEqual(90_000);
    }
  });

  it('uses the clock of Redis', async () => {
    await store.claim(claimBy('first', { leaseMs: 30_000 }));
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);

    expect(await store.claim(claimBy('second'))).toMatchObject({ kind: 'busy' });
    clock.mockRestore();
  });

  it('reports that nothing was applied when Redis is full', async () => {
    await store.claim(claimBy('first'));
    await server.fill();

    const rejection = store.claim(claimBy('second', { key: { name: 'name-2', scope: 'scope-1' } }));

    await expect(rejection).rejects.toThrow(StoreUnavailable);
    await expect(rejection).rejects.toMatchObject({ mayHaveBeenApplied: false });
    await server.empty();
  });

  it('fails in time when Redis hangs, and a claim that arrives late has no effect', async () => {
    const hasty = await connect(server.url, { timeoutMs: 100 });
    server.freeze();
    const rejection = storeOn(hasty).claim(claimBy('first'));
    await expect(rejection).rejects.toThrow(StoreUnavailable);
    await expect(rejection).rejects.toMatchObject({ mayHaveBeenApplied: true });
    await sleep(500);

    server.thaw();
    await hasty.onApplicationShutdown();
    const another = await connect(server.url);
    expect(await storeOn(another).claim(claimBy('second'))).toEqual({ kind: 'new', isKeyUsedByOtherScope: false });
    await another.onApplicationShutdown();
  });

  it('is granted a claim whose first reply was late, and uses a Redis that has just hung', async () => {
    const hasty = await connect(server.url, { timeoutMs: 100 });
    server.freeze();
    const slow = storeOn(hasty).claim(claimBy('first'));
    await sleep(130);
    server.thaw();

    expect(await slow).toEqual({ kind: 'new', isKeyUsedByOtherScope: false });
    expect(await storeOn(hasty).claim(claimBy('second'))).toMatchObject({ kind: 'busy' });
    await hasty.onApplicationShutdown();
  });
});
