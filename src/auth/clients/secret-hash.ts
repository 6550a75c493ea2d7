import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What one hash costs (RFC 7914 §2): 2 to the power of `log2N` blocks of 1 KB, `parallelisation` times over. */
export interface HashCost {
  readonly log2N: number;
  readonly parallelisation: number;
}

/** 32 MB, and about a tenth of a second. */
const USUAL_COST: HashCost = { log2N: 15, parallelisation: 1 };

const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const DIGEST_BYTES = 32;
const FORM = /^scrypt:ln=(1[4-7]),r=8,p=([1-4]):([\w-]{22}):([\w-]{43})$/;

/** A secret as the configuration holds it: enough to recognise the secret, and too little to find it. */
export interface SecretHash {
  readonly cost: HashCost;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** Reads `scrypt:ln=15,r=8,p=1:{salt}:{digest}`, both in base64url; undefined for anything else. */
export function readSecretHash(text: string): SecretHash | undefined {
  const [, log2N, parallelisation, salt = '', digest = ''] = FORM.exec(text) ?? [];
  if (log2N === undefined) return undefined;
  return {
    cost: { log2N: Number(log2N), parallelisation: Number(parallelisation) },
    salt: Buffer.from(salt, 'base64url'),
    digest: Buffer.from(digest, 'base64url'),
  };
}

/** Hashes a secret under a new salt; the text says itself how it was made, and holds nothing that a shell would expand. */
export async function hashSecret(secret: string, cost = USUAL_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const digest = await derive(secret, salt, cost);
  const { log2N, parallelisation } = cost;
  const parameters = `ln=${log2N},r=${BLOCK_SIZE},p=${parallelisation}`;
  return `scrypt:${parameters}:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}

/** Whether this is the secret; takes the same time for any. */
export async function isSecret(secret: string, { cost, salt, digest }: SecretHash): Promise<boolean> {
  return timingSafeEqual(await derive(secret, salt, cost), digest);
}

/** A hash of no secret that costs what another one costs: what an unknown client is checked against. */
export const dummyHashLike = ({ cost }: SecretHash): SecretHash => ({
  cost,
  salt: randomBytes(SALT_BYTES),
  digest: randomBytes(DIGEST_BYTES),
});

/** Runs in a thread of libuv's pool, not on the event loop. */
function derive(secret: string, salt: Buffer, { log2N, parallelisation }: HashCost): Promise<Buffer> {
  const N = 2 ** log2N;
  const options = { N, r: BLOCK_SIZE, p: parallelisation, maxmem: 2 * 128 * N * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, DIGEST_BYTES, options, (error, digest) => (error ? reject(error) : resolve(digest)));
  });
}
