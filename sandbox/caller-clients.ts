import { randomBytes, scryptSync } from 'node:crypto';
import { SANDBOX_ORGANISATION } from './issuer.js';
import { SANDBOX_CALLER } from './world.js';

const LOG2_N = 14;
const BLOCK_SIZE = 8;

/** The variables that configure clients of the service. */
export type ClientsVariable = 'OAUTH_CLIENTS' | 'BASIC_CLIENTS' | 'API_KEY_CLIENTS';

/** Returns environment variables that make the sandbox's caller a client of the service. */
export function callerClients(...variables: readonly ClientsVariable[]): Record<string, string> {
  const clients = JSON.stringify([
    {
      id: SANDBOX_CALLER.id,
      secret: hash(SANDBOX_CALLER.secret),
      scopes: ['dataaction:read', 'dataaction:write'],
      organisation: SANDBOX_ORGANISATION,
    },
  ]);
  return Object.fromEntries(variables.map((variable) => [variable, clients]));
}

/** Hashes a secret in the format of the service's configuration, at the lowest accepted cost. */
function hash(secret: string): string {
  const salt = randomBytes(16);
  const digest = scryptSync(secret, salt, 32, { N: 2 ** LOG2_N, r: BLOCK_SIZE, p: 1 });
  return `scrypt:ln=${LOG2_N},r=${BLOCK_SIZE},p=1:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}
