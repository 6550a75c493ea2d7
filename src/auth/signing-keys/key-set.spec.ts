import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { readKeySet, writeKeySet } from './key-set.js';
import { rsaKeyPair } from '../../../test/auth/rsa-key.js';

const rsa = rsaKeyPair();
const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const otherCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: typeof rsa.publicKey, more: object): object => ({ ...key.export({ format: 'jwk' }), ...more });

const GOOD = jwk(rsa.publicKey, { kid: 'good', use: 'sig', alg: 'RS256' });

describe('a key set', () => {
  it('contains the keys that verify signatures by id', async () => {
    const keys = await readKeySet({ keys: [GOOD, jwk(curve.publicKey, { kid: 'curve' })] });

    expect([...keys.keys()]).toEqual(['good', 'curve']);
    expect(keys.get('good')?.[0]?.key.equals(rsa.publicKey)).toBe(true);
    expect(keys.get('curve')?.[0]?.key.equals(curve.publicKey)).toBe(true);
  });

  it.each([
    ['a weak key', jwk(weak.publicKey, { kid: 'bad' })],
    ['a private key', jwk(rsa.privateKey, { kid: 'bad' })],
    ['a private key on a curve', jwk(curve.privateKey, { kid: 'bad' })],
    ['a symmetric key', jwk(createSecretKey(Buffer.alloc(32)), { kid: 'bad' })],
    ['a key with a symmetric member', { ...GOOD, kid: 'bad', k: 'c2VjcmV0' }],
    ['a key for encryption', { ...GOOD, kid: 'bad', use: 'enc' }],
    ['a key without an id', { ...GOOD, kid: undefined }],
    ['a key whose id is a number', { ...GOOD, kid: 7 }],
    ['a key with an empty id', { ...GOOD, kid: '' }],
    ['a key that cannot be parsed', { kty: 'RSA', kid: 'bad', n: '!', e: 'AQAB' }],
    ['a key whose exponent is 1', { ...GOOD, kid: 'bad', e: 'AQ' }],
    ['a key whose exponent is even', { ...GOOD, kid: 'bad', e: 'Ag' }],
    ['a key with a huge exponent', { ...GOOD, kid: 'bad', e: Buffer.alloc(64, 0xff).toString('base64url') }],
    ['a key for RS512', { ...GOOD, kid: 'bad', alg: 'RS512' }],
    ['a key for RSA-OAEP', { ...GOOD, kid: 'bad', alg: 'RSA-OAEP' }],
    ['an RSA key for ES256', { ...GOOD, kid: 'bad', alg: 'ES256' }],
    ['a key whose algorithm is not a text', { ...GOOD, kid: 'bad', alg: ['RS256'] }],
    ['a key whose operation is encrypt', { ...GOOD, kid: 'bad', key_ops: ['encrypt'] }],
    ['a key whose operations are not a list', { ...GOOD, kid: 'bad', key_ops: 'verify' }],
    ['a key on another curve', jwk(otherCurve.publicKey, { kid: 'bad' })],
    ['a key of an unknown type', { kty: 'XYZ', kid: 'bad' }],
    ['null', null],
    ['a text', 'bad'],
    ['a list', []],
  ])('skips %s', async (_, bad) => {
    expect([...(await readKeySet({ keys: [bad, GOOD] })).keys()]).toEqual(['good']);
    await expect(readKeySet({ keys: [bad] })).rejects.toThrow();
  });

  it.each([[undefined], [null], ['keys'], [[GOOD]], [{}], [{ keys: {} }], [{ keys: [] }], [{ keys: GOOD }]])(
    'is not read from %j',
    async (document) => {
      await expect(readKeySet(document)).rejects.toThrow();
    },
  );

  it('survives serialization', async () => {
    const keys = await readKeySet({ keys: [GOOD, jwk(curve.publicKey, { kid: 'curve' })] });
    const again = await readKeySet(JSON.parse(JSON.stringify(writeKeySet(keys))));

    expect([...again.keys()]).toEqual(['good', 'curve']);
    expect(again.get('curve')?.[0]?.key.equals(curve.publicKey)).toBe(true);
  });

  it('keeps the algorithm of a key that names one', async () => {
    const named = { ...GOOD, kid: 'ps', alg: 'PS256', key_ops: ['verify'] };
    const { alg: _, ...unnamed } = { ...GOOD, kid: 'any' } as Record<string, unknown>;
    const written = writeKeySet(await readKeySet({ keys: [named, unnamed] }));
    const keys = await readKeySet(JSON.parse(JSON.stringify(written)));

    expect(keys.get('ps')?.[0]?.algorithms).toEqual(['PS256']);
    expect(keys.get('any')?.[0]?.algorithms).toEqual(['RS256', 'PS256']);
  });

  it('limits the number of keys with one id', async () => {
    const two = [GOOD, jwk(curve.publicKey, { kid: 'good' })];
    expect((await readKeySet({ keys: two })).get('good')).toHaveLength(2);
    expect((await readKeySet({ keys: Array.from({ length: 20 }, () => GOOD) })).get('good')).toHaveLength(8);
  });

  it('reports all skipped keys at once', async () => {
    const reports: (readonly string[])[] = [];
    const bad = [null, { ...GOOD, alg: 'RS512' }, { ...GOOD, use: 'enc' }];
    await readKeySet({ keys: [...bad, GOOD] }, (reasons) => reports.push(reasons));

    expect(reports).toEqual([
      [
        'key 1 is not an object',
        'key 2 is for an algorithm that is not supported (alg)',
        'key 3 is not for signatures (use)',
      ],
    ]);
  });
});
