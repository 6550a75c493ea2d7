import { SANDBOX_ORGANISATION, type Issuer } from '../issuer.js';
import type { Handler } from '../route.js';
import { Simulator } from '../simulator.js';
import { AccessTokens } from './access-tokens.js';
import { executeAction, invokeAction } from './action-execution.js';
import { ActionRuns } from './action-runs.js';
import { apiError } from './api-error.js';
import { queryConversations } from './conversation-query.js';
import { dataActionRoutes, type DataActionRoute } from './data-action-routes.js';
import { gate } from './gate.js';
import { ipRanges } from './ip-ranges.js';
import { Integrations, type StoredIntegration } from './integrations.js';
import { issuerTokenEndpoint } from './issuer-token.js';
import { tokenEndpoint, type ClientCredentials } from './oauth.js';
import { listQueues } from './queues.js';
import { USERS } from './organisation.js';
import { RateLimit } from './rate-limit.js';
import { ActionRunner } from './runner/action-runner.js';
import { getUser } from './users.js';

export type GenesysRoute =
  | 'token'
  | 'ipranges'
  | 'jwks'
  | 'discovery'
  | 'issuerToken'
  | 'queues'
  | 'users'
  | 'analytics'
  | 'invoke'
  | DataActionRoute;

/** What a sandbox does not run into by itself; the real platform allows a token 300 calls a minute. */
const GENEROUS_CALLS_A_MINUTE = 1_000_000;

export interface GenesysCloudOptions {
  readonly issuer: Issuer;
  readonly client: ClientCredentials;
  /** Who gets the issuer's tokens by client credentials: the integration that Data Actions run under. */
  readonly caller: ClientCredentials;
  readonly callsPerMinute?: number | undefined;
  readonly port?: number | undefined;
}

/** Genesys Cloud on one address: the login host and the API, and the issuer of the tokens that its calls to us carry. */
export class GenesysCloud extends Simulator<GenesysRoute> {
  readonly tokens: AccessTokens;
  readonly rateLimit: RateLimit;
  readonly runs: ActionRuns;
  readonly runner: ActionRunner;
  /** What Data Actions run under unless their import names another integration; it has the caller's credentials. */
  readonly integration: StoredIntegration;

  constructor({ issuer, client, caller, callsPerMinute = GENEROUS_CALLS_A_MINUTE, port = 0 }: GenesysCloudOptions) {
    const tokens = new AccessTokens();
    const rateLimit = new RateLimit(callsPerMinute);
    const runs = new ActionRuns();
    const runner = new ActionRunner({ organisationId: SANDBOX_ORGANISATION, userId: USERS[0]?.id ?? '' });
    const integrations = new Integrations();
    const integration = usualIntegration(integrations, caller);
    const actions = { integrations, runner, tokens, usualIntegrationId: integration.id };
    const get = (pattern: string, handle: Handler) => ({ method: 'GET', pattern, handle });
    const post = (pattern: string, handle: Handler) => ({ method: 'POST', pattern, handle });
    const api = (handle: Handler) => gate(tokens, rateLimit, handle);
    super(
      'genesys',
      {
        token: post('/oauth/token', tokenEndpoint(client, tokens)),
        jwks: get('/oauth/jwks.json', () => ({ status: 200, body: issuer.jwks() })),
        discovery: get('/.well-known/openid-configuration', () => ({ status: 200, body: discoveryOf(issuer) })),
        issuerToken: post('/issuer/token', issuerTokenEndpoint(caller, issuer)),
        queues: get('/api/v2/routing/queues', api(listQueues)),
        ipranges: get('/api/v2/ipranges', ipRanges),
        users: get('/api/v2/users/:id', api(getUser)),
        analytics: post('/api/v2/analytics/conversations/details/query', api(queryConversations)),
        invoke: post('/api/v2/dataactions/actions/:id/invoke', api(invokeAction(runs))),
        ...dataActionRoutes(actions, executeAction(runs), api),
      },
      apiError,
      port,
    );
    this.tokens = tokens;
    this.rateLimit = rateLimit;
    this.runs = runs;
    this.runner = runner;
    this.integration = integration;
  }

  /** Forgets the executions and the used minute too; tokens stay good. */
  override reset(): void {
    super.reset();
    this.runs.clear();
    this.rateLimit.reset();
  }
}

/** The web services integration that is there from the start. */
function usualIntegration(integrations: Integrations, { id, secret }: ClientCredentials): StoredIntegration {
  const fields = { client_id: id, client_secret: secret };
  const credentials = { sandbox: integrations.addCredentials('Sandbox caller', 'userDefinedOAuth', fields) };
  return integrations.change(integrations.add('Sandbox backend', 'custom-rest-actions'), { credentials });
}

/** OpenID Connect Discovery 1.0 §3, as far as a verifier of tokens reads it. */
function discoveryOf({ url }: Issuer) {
  return {
    issuer: url,
    jwks_uri: `${url}/oauth/jwks.json`,
    token_endpoint: `${url}/issuer/token`,
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
  };
}
