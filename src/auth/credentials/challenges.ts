import { Unauthenticated } from '../../errors/request-errors.js';
import { AuthConfig, acceptsCredentials, acceptsTokens } from '../access/auth.config.js';

/** Challenge for Basic credentials (RFC 7617 §2.1). */
export const BASIC_CHALLENGE = 'Basic realm="dataactions", charset="UTF-8"';

/**
 * Adds a challenge for every enabled authentication method to an error (RFC 9110 §11.6.1). Returns the error unchanged
 * if only bearer tokens are enabled.
 */
export function withChallenges(error: Unauthenticated, config: AuthConfig): Unauthenticated {
  if (!acceptsCredentials(config)) return error;
  const { reason, cause, headers } = error;
  const challenges = [
    ...(acceptsTokens(config) ? [OF_CREDENTIALS.has(reason) ? 'Bearer' : headers['WWW-Authenticate']] : []),
    ...(config.basicClients ? [BASIC_CHALLENGE] : []),
    ...(config.apiKeyClients ? ['ApiKey realm="dataactions", header="X-API-Key"'] : []),
  ];
  return new Unauthenticated(reason, { cause }, challenges.join(', '));
}

/** Reasons that do not concern a bearer token. */
const OF_CREDENTIALS = new Set(['missing', 'credentials', 'malformed_credentials', 'several_credentials']);
