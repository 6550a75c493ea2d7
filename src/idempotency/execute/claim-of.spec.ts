import { Deadline } from '../../resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../resilience/upstream/side-effect-tracker.js';
import { claimOf, upstreamKeyOf } from './claim-of.js';
import { IdempotentWrite } from './idempotent-write.js';

const OPTIONS = { ttlMs: 86_400_000, mayResend: false, leaseMs: 2_500 };

const deadline = new Deadline(performance.now(), 8_000);

afterAll(() => deadline.release());

function writeOf(changed: Partial<IdempotentWrite> = {}): IdempotentWrite {
  return {
    key: 'evt-1',
    scope: ['organisation-1', 'client-1', 'charge', '1'],
    fingerprint: 'payload-1',
    deadline,
    sideEffect: new SideEffectTracker(),
    begin: () => undefined,
    ...changed,
  };
}

describe('A claim', () => {
  it('identifies its record by digests, so that the store contains no data of the caller', () => {
    const { key } = claimOf(writeOf({ key: 'ada@example.com' }), OPTIONS);

    expect(key.name).toMatch(/^[\w-]{43}$/);
    expect(key.scope).toMatch(/^[\w-]{43}$/);
  });

  it('has a unique owner token and the same record for the same key', () => {
    const [one, other] = [claimOf(writeOf(), OPTIONS), claimOf(writeOf(), OPTIONS)];

    expect(one.key).toEqual(other.key);
    expect(one.owner).not.toBe(other.owner);
  });

  it.each([
    ['organisation', ['organisation-2', 'client-1', 'charge', '1']],
    ['client', ['organisation-1', 'client-2', 'charge', '1']],
    ['action', ['organisation-1', 'client-1', 'refund', '1']],
    ['version', ['organisation-1', 'client-1', 'charge', '2']],
    ['split of the same text into organisation and client', ['organisation-1client-1', '', 'charge', '1']],
  ])('has a different record for a different %s', (_, scope) => {
    const [one, other] = [claimOf(writeOf(), OPTIONS).key, claimOf(writeOf({ scope }), OPTIONS).key];

    expect(other.name).toBe(one.name);
    expect(other.scope).not.toBe(one.scope);
  });
});

describe('The upstream key', () => {
  const record = { name: 'n', scope: 'abcdefghijklmnopqrstuvwxyz' };

  it("is the caller's key if no other scope uses it", () => {
    expect(upstreamKeyOf('evt-1', record, false)).toBe('evt-1');
  });

  it('has a suffix if another scope uses the same key', () => {
    expect(upstreamKeyOf('evt-1', record, true)).toBe('evt-1.abcdefghijklmnop');
  });

  it('is a unique digest if the key with its suffix is longer than 255 characters', () => {
    const keys = ['a', 'b'].map((end) => upstreamKeyOf('k'.repeat(254) + end, record, true));

    for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set(keys).size).toBe(2);
  });
});
