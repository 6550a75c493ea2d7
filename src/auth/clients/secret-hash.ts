import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a scrypt hash (RFC 7914 §2): 2^`log2N` blocks of 1 KB, `parallelisation` times. */
export interface HashCost {
  readonly log2N: number;
  readonly parallelisation: number;
}

/** One hash takes 32 MB and about 0.1 s. */
const USUAL_COST: HashCost = { log2N: 15, parallelisation: 1 };

const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const DIGEST_BYTES = 32;
const FORM = /^scrypt:ln=(1[4-7]),r=8,p=([1-4]):([\w-]{22}):([\w-]{43})$/;

/** Hash of a secret, as in the configuration. */
export interface SecretHash {
  readonly cost: HashCost;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** Parses `scrypt:ln=15,r=8,p=1:{salt}:{digest}` with salt and digest in base64url; undefined for any other text. */
export function readSecretHash(text: string): SecretHash | undefined {
  const [, log2N, parallelisation, salt = '', digest = ''] = FORM.exec(text) ?? [];
  if (log2N === undefined) return undefined;
  return {
    cost: { log2N: Number(log2N), parallelisation: Number(parallelisation) },
    salt: Buffer.from(salt, 'base64url'),
    digest: Buffer.from(digest, 'base64url'),
  };
}

/** Hashes a secret with a new salt. The text contains its parameters and no character that a shell expands. */
export async function hashSecret(secret: string, cost = USUAL_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const digest = await derive(secret, salt, cost);
  const { log2N, parallelisation } = cost;
  const parameters = `ln=${log2N},r=${BLOCK_SIZE},p=${parallelisation}`;
  return `scrypt:${parameters}:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}

/** Compares a secret with a hash in constant time. */
export async function isSecret(secret: string, { cost, salt, digest }: SecretHash): Promise<boolean> {
  return timingSafeEqual(await derive(secret, salt, cost), digest);
}

/** Returns a hash that matches no secret, for unknown clients. A check of it takes as long as of a real hash. */
export const dummyHashLike = ({ cost }: SecretHash): SecretHash => ({
  cost,
  salt: randomBytes(SALT_BYTES),
  digest: randomBytes(DIGEST_BYTES),
});

/** Derives the digest in libuv's thread pool, not on the event loop. */
function derive(secret: string, salt: Buffer, { log2N, parallelisation }: HashCost): Promise<Buffer> {
  const N = 2 ** log2N;
  const options = { N, r: BLOCK_SIZE, p: parallelisation, maxmem: 2 * 128 * N * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, DIGEST_BYTES, options, (error, digest) => (error ? reject(error) : resolve(digest)));
  });
}
