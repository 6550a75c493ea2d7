import { AuthConfig } from '../access/auth.config.js';
import { Caller, Claims, scopesOf } from '../access/caller.js';

/**
 * Reads the caller out of the verified claims of a token that this service issued itself. What the configuration says of
 * the client now counts: one that is no longer named may do nothing, and one that may do less now may not do more.
 *
 * @returns undefined where there is no such client any more
 */
export function callerFromLocalToken(claims: Claims, { oauthClients }: AuthConfig): Caller | undefined {
  const { client_id: id } = claims;
  const client = typeof id === 'string' ? oauthClients?.get(id) : undefined;
  if (!client) return undefined;
  const granted = scopesOf(claims['scope']);
  const scopes = client.scopes.filter((scope) => granted.includes(scope));
  return { organisation: client.organisation, client: client.id, scopes };
}
