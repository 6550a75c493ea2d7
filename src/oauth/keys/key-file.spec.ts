import { createPrivateKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { readTokenKeys } from './key-file.js';
import { rsaKey } from '../../../test/auth/rsa-key.js';

const [RSA, OTHER] = [rsaKey(), rsaKey()];

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' = 'pkcs8'): string =>
  key.export({ type: type, format: 'pem' }).toString();

describe('readTokenKeys', () => {
  it('parses several keys in PKCS #8 and #1, with text between them', () => {
    const keys = readTokenKeys(`# the newest\n${pem(RSA)}\n# the one before\n${pem(OTHER, 'pkcs1')}`);

    expect(keys.map(({ privateKey }) => privateKey.equals(RSA))).toEqual([true, false]);
    expect(keys.map(({ id }) => id)).toEqual([
      expect.stringMatching(/^[\w-]{43}$/),
      expect.stringMatching(/^[\w-]{43}$/),
    ]);
    expect(keys[0]?.publicKey.type).toBe('public');
  });

  it('derives the same id from the same key', () => {
    const [again] = readTokenKeys(pem(createPrivateKey(pem(RSA)), 'pkcs1'));

    expect(again?.id).toBe(readTokenKeys(pem(RSA))[0]?.id);
  });

  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).privateKey;
  const encrypted = RSA.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();

  it.each([
    ['an empty file', '', 'contains no private key in PEM'],
    ['a text without a key', 'nonsense', 'contains no private key in PEM'],
    ['a truncated key', pem(RSA).slice(0, 200), 'contains no private key in PEM'],
    ['a damaged key', `-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----`, 'cannot be parsed'],
    ['an encrypted key', encrypted, 'cannot be parsed'],
    ['a key of 1024 bits', pem(small), 'contains a key that is not RSA with at least 2048 bits'],
    ['an elliptic curve key', pem(curve), 'contains a key that is not RSA with at least 2048 bits'],
    ['an RSA-PSS key', pem(pss), 'contains a key that is not RSA with at least 2048 bits'],
    ['a bad second key', pem(RSA) + pem(curve), 'contains a key that is not RSA with at least 2048 bits'],
    ['the same key twice', pem(RSA) + pem(RSA, 'pkcs1'), 'contains the same key twice'],
  ])('rejects %s', (_, text, message) => {
    expect(() => readTokenKeys(text)).toThrow(message);
  });
});
