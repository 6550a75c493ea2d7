import { Deadline } from '../../resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../resilience/upstream/side-effect-tracker.js';
import { claimOf, upstreamKeyOf } from './claim-of.js';
import { IdempotentWrite } from './idempotent-write.js';

const TERMS = { ttlMs: 86_400_000, mayResend: false, leaseMs: 2_500 };

function writeOf(changed: Partial<IdempotentWrite> = {}): IdempotentWrite {
  return {
    key: 'evt-1',
    scope: ['organisation-1', 'client-1', 'charge', '1'],
    fingerprint: 'payload-1',
    deadline: new Deadline(performance.now(), 8_000),
    sideEffect: new SideEffectTracker(),
    begin: () => undefined,
    ...changed,
  };
}

describe('A claim', () => {
  it('names its record by digests, so that nothing of the caller stands in the store', () => {
    const { key } = claimOf(writeOf({ key: 'ada@example.com' }), TERMS);

    expect(key.name).toMatch(/^[\w-]{43}$/);
    expect(key.scope).toMatch(/^[\w-]{43}$/);
  });

  it('has a token of its own each time, and the same record', () => {
    const [one, other] = [claimOf(writeOf(), TERMS), claimOf(writeOf(), TERMS)];

    expect(one.key).toEqual(other.key);
    expect(one.owner).not.toBe(other.owner);
  });

  it.each([
    ['organisation', ['organisation-2', 'client-1', 'charge', '1']],
    ['client', ['organisation-1', 'client-2', 'charge', '1']],
    ['action', ['organisation-1', 'client-1', 'refund', '1']],
    ['version', ['organisation-1', 'client-1', 'charge', '2']],
    ['division of the same letters', ['organisation-1client-1', '', 'charge', '1']],
  ])('stands for another record in another %s', (_, scope) => {
    const [one, other] = [claimOf(writeOf(), TERMS).key, claimOf(writeOf({ scope }), TERMS).key];

    expect(other.name).toBe(one.name);
    expect(other.scope).not.toBe(one.scope);
  });
});

describe('The key that goes upstream', () => {
  const record = { name: 'n', scope: 'abcdefghijklmnopqrstuvwxyz' };

  it("is the caller's own", () => {
    expect(upstreamKeyOf('evt-1', record, false)).toBe('evt-1');
  });

  it('has a suffix where another scope uses the same', () => {
    expect(upstreamKeyOf('evt-1', record, true)).toBe('evt-1.abcdefghijklmnop');
  });

  it('stays one that an upstream can take, and different for each key', () => {
    const keys = ['a', 'b'].map((end) => upstreamKeyOf('k'.repeat(254) + end, record, true));

    for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set(keys).size).toBe(2);
  });
});
