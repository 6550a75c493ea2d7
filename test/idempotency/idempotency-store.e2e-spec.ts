import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../../src/errors/idempotency-errors.js';
import { idempotencyStoreContract } from '../../src/idempotency/store/contract/idempotency-store.contract.js';
import {
  claimed,
  completed,
  markedUnknown,
  extended,
  IdempotencyRecord,
  released,
} from '../../src/idempotency/store/idempotency-record.js';
import { Claim } from '../../src/idempotency/store/idempotency-store.js';
import { RedisIdempotencyStore } from '../../src/idempotency/store/redis-idempotency.store.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import fc from '../support/fast-check.js';
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

  it('grants a claim even if the first reply is late, and can use Redis again at once', async () => {
    const hasty = await connect(server.url, { timeoutMs: 100 });
    server.freeze();
    const slow = storeOn(hasty).claim(claimBy('first'));
    await sleep(130);
    server.thaw();

    expect(await slow).toEqual({ kind: 'new', isKeyUsedByOtherScope: false });
    expect(await storeOn(hasty).claim(claimBy('second'))).toMatchObject({ kind: 'busy' });
    await hasty.onApplicationShutdown();
  });

  it('matches the model of a record for random histories', async () => {
    const owners = ['a', 'b', 'c'] as const;
    const verb = fc.oneof(
      { weight: 3, arbitrary: fc.constant('claim' as const) },
      fc.constantFrom('complete' as const, 'release' as const, 'doubt' as const, 'extend' as const, 'lose' as const),
    );
    const step = fc.record({
      verb,
      owner: fc.constantFrom(...owners),
      // A lease of 0 is over at once. A lease of ten minutes outlasts the test.
      leaseMs: fc.constantFrom(0, 600_000),
      fingerprint: fc.constantFrom('payload-1', 'payload-1', 'payload-1', 'payload-2'),
      mayResend: fc.boolean(),
    });
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14, size: 'max' }), async (steps) => {
        histories += 1;
        const key = { name: `name-${histories}`, scope: 'scope-1' };
        let record: IdempotencyRecord | undefined;
        for (const [index, { verb, ...changed }] of steps.entries()) {
          const claim = claimBy(changed.owner, { ...changed, key });
          const output = `"output ${index}"`;
          const { result, ...model } = modelled(verb, record, claim, output);
          record = model.record;
          expect(tidy(await run(verb, claim, output))).toEqual(tidy(result));
          expect(await stored(key.name)).toEqual(comparable(record));
        }
      }),
      { numRuns: 120 },
    );
  });

  function modelled(verb: string, record: IdempotencyRecord | undefined, claim: Claim, output: string) {
    if (verb === 'claim') return claimed(record, claim, 1_000);
    if (verb === 'complete') return completed(record, claim, output, 1_000);
    if (verb === 'release') return released(record, claim, 1_000);
    if (verb === 'markUnknown') return markedUnknown(record, claim, 1_000);
    if (verb === 'extend') return extended(record, claim, claim.leaseMs, 1_000);
    return { result: undefined, record: undefined };
  }

  async function run(verb: string, claim: Claim, output: string): Promise<unknown> {
    if (verb === 'claim') return store.claim(claim);
    if (verb === 'complete') return store.complete(claim, output);
    if (verb === 'release') return store.release(claim);
    if (verb === 'markUnknown') return store.markUnknown(claim);
    if (verb === 'extend') return store.extend(claim, claim.leaseMs);
    return void (await connection.run((client) => client.del(recordAt(claim.key.name))));
  }

  const recordAt = (name: string): string => connection.key('idempotency', `{${name}}`, 'scope-1');

  /** Returns the fields of a stored record, without times. */
  async function stored(name: string): Promise<unknown> {
    const fields = await connection.run((client) => client.hGetAll(recordAt(name)));
    if (Object.keys(fields).length === 0) return undefined;
    const { state, owner, fingerprint, output, doubt } = fields;
    return { state, owner, fingerprint, ...(state === 'done' ? { output } : { inDoubt: doubt === '1' }) };
  }

  function comparable(record: IdempotencyRecord | undefined): unknown {
    if (!record) return undefined;
    const { state, owner, fingerprint } = record;
    const rest = record.state === 'done' ? { output: record.output } : { inDoubt: record.inDoubt };
    return { state, owner, fingerprint, ...rest };
  }

  /** Removes the parts that the model does not have: names, and the exact remaining lease. */
  function tidy(result: unknown): unknown {
    if (typeof result !== 'object' || result === null) return result;
    const { isKeyUsedByOtherScope: _, leaseMs, ...rest } = result as Record<string, unknown>;
    return { ...rest, isLeased: typeof leaseMs === 'number' && leaseMs > 500_000 };
  }
});
