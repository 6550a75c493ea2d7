import { AuthConfig } from '../access/auth.config.js';
import { Caller, Claims, scopesOf } from '../access/caller.js';

/**
 * Returns the caller of a token that this service issued. The current configuration applies: a removed client has no
 * access, and a removed scope is dropped.
 *
 * @returns undefined if the client is no longer configured
 */
export function callerFromLocalToken(claims: Claims, { oauthClients }: AuthConfig): Caller | undefined {
  const { client_id: id } = claims;
  const client = typeof id === 'string' ? oauthClients?.get(id) : undefined;
  if (!client) return undefined;
  const granted = scopesOf(claims['scope']);
  const scopes = client.scopes.filter((scope) => granted.includes(scope));
  return { organisation: client.organisation, client: client.id, scopes };
}
