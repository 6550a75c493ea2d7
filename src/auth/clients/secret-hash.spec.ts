import { hashSecretResult } from './hash-secret-result.js';
import { dummyHashLike, hashSecret, isSecret, readSecretHash, SecretHash } from './secret-hash.js';

const LEAST = { log2N: 14, parallelisation: 1 };
/** Hash of "correct horse battery staple", computed with Python's hashlib.scrypt. */
const KNOWN = 'scrypt:ln=14,r=8,p=1:AAECAwQFBgcICQoLDA0ODw:11kKyiyYAc8G7rp3KmncMc44YlkdllIqxOa7pq0fMaU';

const read = (text: string): SecretHash => {
  const hash = readSecretHash(text);
  if (!hash) throw new Error('not a hash');
  return hash;
};

describe('the hash of a secret', () => {
  it('matches only its secret', async () => {
    const hash = read(KNOWN);

    expect(await isSecret('correct horse battery staple', hash)).toBe(true);
    expect(await isSecret('correct horse battery stapl', hash)).toBe(false);
    expect(await isSecret('', hash)).toBe(false);
  });

  it('has a new salt each time', async () => {
    const [first, second] = [
      await hashSecret('né colon:percent%', LEAST),
      await hashSecret('né colon:percent%', LEAST),
    ];

    expect(first).not.toBe(second);
    expect(await isSecret('né colon:percent%', read(first))).toBe(true);
    expect(await isSecret('né colon:percent%', read(second))).toBe(true);
  });

  it('needs 32 MB of memory by default, and contains its parameters', async () => {
    expect(await hashSecret('x')).toMatch(/^scrypt:ln=15,r=8,p=1:[\w-]{22}:[\w-]{43}$/);
  });

  it('has a dummy hash of the same cost, which matches no secret', async () => {
    const decoy = dummyHashLike(read(KNOWN));

    expect(decoy.cost).toEqual(LEAST);
    expect(await isSecret('correct horse battery staple', decoy)).toBe(false);
  });

  it.each([
    'secret',
    '',
    KNOWN.replace('ln=14', 'ln=1'),
    KNOWN.replace('ln=14', 'ln=30'),
    KNOWN.replace('p=1', 'p=99'),
    KNOWN.replace('scrypt', 'sha256'),
    `${KNOWN}A`,
    ` ${KNOWN}`,
  ])('is not read from "%s"', (text) => {
    expect(readSecretHash(text)).toBeUndefined();
  });
});

describe('the command that hashes a secret', () => {
  it('hashes the input without its line break', async () => {
    const { hash = '', isRefused } = await hashSecretResult('a-secret-of-a-client\r\n', LEAST);

    expect(isRefused).toBe(false);
    expect(await isSecret('a-secret-of-a-client', read(hash))).toBe(true);
  });

  it('generates and shows a secret if the input is empty', async () => {
    const { hash = '', remark } = await hashSecretResult('\n', LEAST);

    expect(remark).toMatch(/: [\w-]{43}$/);
    expect(await isSecret(remark.slice(-43), read(hash))).toBe(true);
  });

  it.each([
    'short',
    'fifteen-letters',
    'two lines of\nsome length',
    'a NUL \0 somewhere in it',
    'no \ufffd utf-8 at all',
  ])('rejects %j without repeating it', async (typed) => {
    const { hash, remark, isRefused } = await hashSecretResult(typed, LEAST);

    expect([hash, isRefused]).toEqual([undefined, true]);
    expect(remark).not.toContain(typed);
  });
});
