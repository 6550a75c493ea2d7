import { SANDBOX_ORGANISATION } from './issuer.js';
import { secretHash } from './secret-hash.js';
import { SANDBOX_CALLER } from '../world.js';

/** The variables that configure clients of the service. */
export type ClientsVariable = 'OAUTH_CLIENTS' | 'BASIC_CLIENTS' | 'API_KEY_CLIENTS';

/** Returns environment variables that make the sandbox's caller a client of the service. */
export function callerClients(...variables: readonly ClientsVariable[]): Record<string, string> {
  const clients = JSON.stringify([
    {
      id: SANDBOX_CALLER.id,
      secret: secretHash(SANDBOX_CALLER.secret),
      scopes: ['dataaction:read', 'dataaction:write'],
      organisation: SANDBOX_ORGANISATION,
    },
  ]);
  return Object.fromEntries(variables.map((variable) => [variable, clients]));
}
