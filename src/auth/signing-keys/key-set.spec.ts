import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { readKeySet, writeKeySet } from './key-set.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: typeof rsa.publicKey, more: object): object => ({ ...key.export({ format: 'jwk' }), ...more });

const GOOD = jwk(rsa.publicKey, { kid: 'good', use: 'sig', alg: 'RS256' });

describe('a key set', () => {
  it('holds the keys that verify signatures, by their ids', async () => {
    const keys = await readKeySet({ keys: [GOOD, jwk(curve.publicKey, { kid: 'curve' })] });

    expect([...keys.keys()]).toEqual(['good', 'curve']);
    expect(keys.get('good')?.equals(rsa.publicKey)).toBe(true);
    expect(keys.get('curve')?.equals(curve.publicKey)).toBe(true);
  });

  it.each([
    ['a weak one', jwk(weak.publicKey, { kid: 'bad' })],
    ['a private one', jwk(rsa.privateKey, { kid: 'bad' })],
    ['a private curve', jwk(curve.privateKey, { kid: 'bad' })],
    ['a symmetric one', jwk(createSecretKey(Buffer.alloc(32)), { kid: 'bad' })],
    ['one that pretends to be symmetric', { ...GOOD, kid: 'bad', k: 'c2VjcmV0' }],
    ['one for encryption', { ...GOOD, kid: 'bad', use: 'enc' }],
    ['one without an id', { ...GOOD, kid: undefined }],
    ['one whose id is a number', { ...GOOD, kid: 7 }],
    ['one with an empty id', { ...GOOD, kid: '' }],
    ['one that cannot be read', { kty: 'RSA', kid: 'bad', n: '!', e: 'AQAB' }],
    ['one of an unknown kind', { kty: 'XYZ', kid: 'bad' }],
    ['null', null],
    ['a text', 'bad'],
    ['a list', []],
  ])('leaves out %s', async (_, bad) => {
    expect([...(await readKeySet({ keys: [bad, GOOD] })).keys()]).toEqual(['good']);
    await expect(readKeySet({ keys: [bad] })).rejects.toThrow();
  });

  it.each([[undefined], [null], ['keys'], [[GOOD]], [{}], [{ keys: {} }], [{ keys: [] }], [{ keys: GOOD }]])(
    'is none in %j',
    async (document) => {
      await expect(readKeySet(document)).rejects.toThrow();
    },
  );

  it('can be written and read again', async () => {
    const keys = await readKeySet({ keys: [GOOD, jwk(curve.publicKey, { kid: 'curve' })] });
    const again = await readKeySet(JSON.parse(JSON.stringify(writeKeySet(keys))));

    expect([...again.keys()]).toEqual(['good', 'curve']);
    expect(again.get('curve')?.equals(curve.publicKey)).toBe(true);
  });
});
