import { randomBytes, scryptSync } from 'node:crypto';
import { SANDBOX_ORGANISATION } from './issuer.js';
import { SANDBOX_CALLER } from './world.js';

const LOG2_N = 14;
const BLOCK_SIZE = 8;

/** The ways in that the service has of its own, by the variables that open them. */
export type WayIn = 'OAUTH_CLIENTS' | 'BASIC_CLIENTS' | 'API_KEY_CLIENTS';

/** The environment that lets the sandbox's caller in by the service's own means. */
export function ownCredentials(...ways: readonly WayIn[]): Record<string, string> {
  const clients = JSON.stringify([
    {
      id: SANDBOX_CALLER.id,
      secret: hashed(SANDBOX_CALLER.secret),
      scopes: ['dataaction:read', 'dataaction:write'],
      organisation: SANDBOX_ORGANISATION,
    },
  ]);
  return Object.fromEntries(ways.map((way) => [way, clients]));
}

/** In the form that the service's configuration takes, at the least cost that it takes. */
function hashed(secret: string): string {
  const salt = randomBytes(16);
  const digest = scryptSync(secret, salt, 32, { N: 2 ** LOG2_N, r: BLOCK_SIZE, p: 1 });
  return `scrypt:ln=${LOG2_N},r=${BLOCK_SIZE},p=1:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}
