import { Unauthenticated } from '../../errors/request-errors.js';
import { AuthConfig, acceptsCredentials, acceptsTokens } from '../access/auth.config.js';

/** What HTTP asks of a client that may sign in with Basic credentials (RFC 7617 §2.1). */
export const BASIC_CHALLENGE = 'Basic realm="dataactions", charset="UTF-8"';

/**
 * A refusal that names every way to sign in that is open, and no other (RFC 9110 §11.6.1); as it is where only bearer
 * tokens are taken.
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

/** Reasons that say nothing of a token. */
const OF_CREDENTIALS = new Set(['missing', 'credentials', 'malformed_credentials', 'several_credentials']);
