import { randomBytes, scryptSync } from 'node:crypto';

const LOG2_N = 14;
const BLOCK_SIZE = 8;

/** Hashes a secret in the format of the service's configuration, at the lowest accepted cost. */
export function secretHash(secret: string): string {
  const salt = randomBytes(16);
  const digest = scryptSync(secret, salt, 32, { N: 2 ** LOG2_N, r: BLOCK_SIZE, p: 1 });
  return `scrypt:ln=${LOG2_N},r=${BLOCK_SIZE},p=1:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}
