import type { Issuer } from '../issuer.js';
import type { Handler } from '../route.js';
import { Simulator } from '../simulator.js';
import { AccessTokens } from './access-tokens.js';
import { executeAction, invokeAction } from './action-execution.js';
import { ActionRuns } from './action-runs.js';
import { apiError } from './api-error.js';
import { queryConversations } from './conversation-query.js';
import { gate } from './gate.js';
import { tokenEndpoint, type ClientCredentials } from './oauth.js';
import { listQueues } from './queues.js';
import { RateLimit } from './rate-limit.js';
import { getUser } from './users.js';

export type GenesysRoute = 'token' | 'jwks' | 'discovery' | 'queues' | 'users' | 'analytics' | 'execute' | 'invoke';

/** What a sandbox does not run into by itself; the real platform allows a token 300 calls a minute. */
const GENEROUS_CALLS_A_MINUTE = 1_000_000;

export interface GenesysCloudOptions {
  readonly issuer: Issuer;
  readonly client: ClientCredentials;
  readonly callsPerMinute?: number | undefined;
  readonly port?: number | undefined;
}

/** Genesys Cloud on one address: the login host and the API, and the issuer of the tokens that its calls to us carry. */
export class GenesysCloud extends Simulator<GenesysRoute> {
  readonly tokens: AccessTokens;
  readonly rateLimit: RateLimit;
  readonly runs: ActionRuns;

  constructor({ issuer, client, callsPerMinute = GENEROUS_CALLS_A_MINUTE, port = 0 }: GenesysCloudOptions) {
    const tokens = new AccessTokens();
    const rateLimit = new RateLimit(callsPerMinute);
    const runs = new ActionRuns();
    const get = (pattern: string, handle: Handler) => ({ method: 'GET', pattern, handle });
    const post = (pattern: string, handle: Handler) => ({ method: 'POST', pattern, handle });
    const api = (handle: Handler) => gate(tokens, rateLimit, handle);
    super(
      'genesys',
      {
        token: post('/oauth/token', tokenEndpoint(client, tokens)),
        jwks: get('/oauth/jwks.json', () => ({ status: 200, body: issuer.jwks() })),
        discovery: get('/.well-known/openid-configuration', () => ({ status: 200, body: discoveryOf(issuer) })),
        queues: get('/api/v2/routing/queues', api(listQueues)),
        users: get('/api/v2/users/:id', api(getUser)),
        analytics: post('/api/v2/analytics/conversations/details/query', api(queryConversations)),
        execute: post('/api/v2/integrations/actions/:id/execute', api(executeAction(runs))),
        invoke: post('/api/v2/dataactions/actions/:id/invoke', api(invokeAction(runs))),
      },
      apiError,
      port,
    );
    this.tokens = tokens;
    this.rateLimit = rateLimit;
    this.runs = runs;
  }

  /** Forgets the executions and the used minute too; tokens stay good. */
  override reset(): void {
    super.reset();
    this.runs.clear();
    this.rateLimit.reset();
  }
}

/** OpenID Connect Discovery 1.0 §3, as far as a verifier of tokens reads it. */
function discoveryOf({ url }: Issuer) {
  return {
    issuer: url,
    jwks_uri: `${url}/oauth/jwks.json`,
    token_endpoint: `${url}/oauth/token`,
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
  };
}
