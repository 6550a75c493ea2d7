import { Logger } from '@nestjs/common';
import fc from '../support/fast-check.js';
import {
  claimed,
  completed,
  doubted,
  extended,
  IdempotencyRecord,
  released,
} from '../../src/idempotency/store/idempotency-record.js';
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

describeWithRedis('the Redis scripts', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let store: RedisIdempotencyStore;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await RedisServer.start();
    connection = await connect(server.url);
    store = new RedisIdempotencyStore(connection, { graceMs: 0, longestLeaseMs: 600_000 });
  });

  afterAll(() => connection.onApplicationShutdown());

  it('match the model of a record for random histories', async () => {
    const owners = ['a', 'b', 'c'] as const;
    const verb = fc.oneof(
      { weight: 3, arbitrary: fc.constant('claim' as const) },
      fc.constantFrom('complete' as const, 'release' as const, 'doubt' as const, 'extend' as const, 'lose' as const),
    );
    const step = fc.record({
      verb,
      owner: fc.constantFrom(...owners),
      // A lease of 0 is over at once. The other one outlasts the test.
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
      { numRuns: 250 },
    );
  });

  function modelled(verb: string, record: IdempotencyRecord | undefined, claim: Claim, output: string) {
    if (verb === 'claim') return claimed(record, claim, 1_000);
    if (verb === 'complete') return completed(record, claim, output, 1_000);
    if (verb === 'release') return released(record, claim, 1_000);
    if (verb === 'doubt') return doubted(record, claim, 1_000);
    if (verb === 'extend') return extended(record, claim, claim.leaseMs, 1_000);
    return { result: undefined, record: undefined };
  }

  async function run(verb: string, claim: Claim, output: string): Promise<unknown> {
    if (verb === 'claim') return store.claim(claim);
    if (verb === 'complete') return store.complete(claim, output);
    if (verb === 'release') return store.release(claim);
    if (verb === 'doubt') return store.markUnknown(claim);
    if (verb === 'extend') return store.extend(claim, claim.leaseMs);
    return void (await connection.run((client) => client.del(recordAt(claim.key.name))));
  }

  const recordAt = (name: string): string => connection.key('idempotency', `{${name}}`, 'scope-1');

  /** Returns the fields of a stored record, without instants. */
  async function stored(name: string): Promise<unknown> {
    const fields = await connection.run((client) => client.hGetAll(recordAt(name)));
    if (Object.keys(fields).length === 0) return undefined;
    const { state, owner, fingerprint, answer: output, doubt } = fields;
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
