import { createPrivateKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { readTokenKeys } from './key-file.js';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
const OTHER = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' = 'pkcs8'): string =>
  key.export({ type: type, format: 'pem' }).toString();

describe('the keys in a file', () => {
  it('are read one after another, in either form, with text between them', () => {
    const keys = readTokenKeys(`# the newest\n${pem(RSA)}\n# the one before\n${pem(OTHER, 'pkcs1')}`);

    expect(keys.map(({ privateKey }) => privateKey.equals(RSA))).toEqual([true, false]);
    expect(keys.map(({ id }) => id)).toEqual([
      expect.stringMatching(/^[\w-]{43}$/),
      expect.stringMatching(/^[\w-]{43}$/),
    ]);
    expect(keys[0]?.publicKey.type).toBe('public');
  });

  it('have the same names wherever they are read', () => {
    const [again] = readTokenKeys(pem(createPrivateKey(pem(RSA)), 'pkcs1'));

    expect(again?.id).toBe(readTokenKeys(pem(RSA))[0]?.id);
  });

  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).privateKey;
  const locked = RSA.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();

  it.each([
    ['', 'holds no private key in PEM'],
    ['nonsense', 'holds no private key in PEM'],
    [pem(RSA).slice(0, 200), 'holds no private key in PEM'],
    [`-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----`, 'cannot be read'],
    [locked, 'cannot be read'],
    [pem(small), 'holds another key than RSA of 2048 bits or more'],
    [pem(curve), 'holds another key than RSA of 2048 bits or more'],
    [pem(pss), 'holds another key than RSA of 2048 bits or more'],
    [pem(RSA) + pem(curve), 'holds another key than RSA of 2048 bits or more'],
    [pem(RSA) + pem(RSA, 'pkcs1'), 'holds the same key twice'],
  ])('are refused: %#', (text, message) => {
    expect(() => readTokenKeys(text)).toThrow(message);
  });
});
