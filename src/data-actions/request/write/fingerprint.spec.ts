import { fingerprint } from './fingerprint.js';

describe('The fingerprint of an input', () => {
  it('is the SHA-256 of its canonical JSON', () => {
    // printf '{"a":1,"b":{"x":"ä","y":[true,null]}}' | sha256sum
    expect(fingerprint({ b: { y: [true, null], x: 'ä' }, a: 1 })).toBe(
      'bc30880d162067155e5d70e842b0b8a509014ce0c3bad484da24d5fe19317d0d',
    );
    expect(fingerprint({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('does not depend on the order of members, at any depth', () => {
    expect(fingerprint({ a: { c: 1, b: 2 }, d: [{ f: 1, e: 2 }] })).toBe(
      fingerprint({ d: [{ e: 2, f: 1 }], a: { b: 2, c: 1 } }),
    );
  });

  it("ignores the caller's own fields at the top level only", () => {
    const plain = fingerprint({ customerId: 'c-1' });
    const own = { idempotency_key: 'k', timestamp_ms: 1, externalApiKey: 'secret' };
    expect(fingerprint({ customerId: 'c-1', ...own })).toBe(plain);
    expect(fingerprint({ customerId: 'c-1', nested: own })).not.toBe(fingerprint({ customerId: 'c-1', nested: {} }));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: null }, {}],
    [{ a: '' }, { a: null }],
    [{ a: { b: 1 } }, { a: [['b', 1]] }],
    [{ ab: 'c' }, { a: 'bc' }],
  ])('differs between %j and %j', (one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  it('is equal for all notations of a number', () => {
    expect(fingerprint({ n: JSON.parse('1.0') as number })).toBe(fingerprint({ n: JSON.parse('1e0') as number }));
    expect(fingerprint({ n: JSON.parse('-0') as number })).toBe(fingerprint({ n: 0 }));
  });

  it.each([[undefined], [null], [0], ['text'], [[]]])('can be computed for %j', (input) => {
    expect(fingerprint(input)).toMatch(/^[0-9a-f]{64}$/);
  });
});
