import { SANDBOX_ORGANISATION, type Issuer } from '../issuer/issuer.js';
import type { Handler } from '../simulator/route.js';
import { Simulator } from '../simulator/simulator.js';
import { AccessTokens } from './access/access-tokens.js';
import { executeAction, invokeAction } from './data-actions/action-execution.js';
import { ActionRuns } from './data-actions/action-runs.js';
import { apiError } from './api-error.js';
import { queryConversations } from './conversations/conversation-query.js';
import { dataActionRoutes, type DataActionRoute } from './data-actions/data-action-routes.js';
import { gate } from './access/gate.js';
import { ipRanges } from './ip-ranges.js';
import { Integrations, type StoredIntegration } from './data-actions/integrations.js';
import { issuerTokenEndpoint } from './access/issuer-token.js';
import { tokenEndpoint, type ClientCredentials } from './access/oauth.js';
import { listQueues } from './organisation/queues.js';
import { USERS } from './organisation/organisation.js';
import { RateLimit } from './access/rate-limit.js';
import { ActionRunner } from './runner/action-runner.js';
import { getUser } from './organisation/users.js';

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

/** Practically unlimited. The platform allows 300 requests per minute and token. */
const UNLIMITED_CALLS_PER_MINUTE = 1_000_000;

export interface GenesysCloudOptions {
  readonly issuer: Issuer;
  readonly client: ClientCredentials;
  /** Credentials of the default integration at the issuer's token endpoint. */
  readonly caller: ClientCredentials;
  readonly callsPerMinute?: number | undefined;
  readonly port?: number | undefined;
}

/** Simulates Genesys Cloud at one URL: the login host, the API, and the issuer of the tokens for calls to the service. */
export class GenesysCloud extends Simulator<GenesysRoute> {
  readonly tokens: AccessTokens;
  readonly rateLimit: RateLimit;
  readonly runs: ActionRuns;
  readonly runner: ActionRunner;
  /** The default integration of imported Data Actions, with the caller's credentials. */
  readonly integration: StoredIntegration;

  constructor({ issuer, client, caller, callsPerMinute = UNLIMITED_CALLS_PER_MINUTE, port = 0 }: GenesysCloudOptions) {
    const tokens = new AccessTokens();
    const rateLimit = new RateLimit(callsPerMinute);
    const runs = new ActionRuns();
    const runner = new ActionRunner({ organisationId: SANDBOX_ORGANISATION, userId: USERS[0]?.id ?? '' });
    const integrations = new Integrations();
    const integration = defaultIntegration(integrations, caller);
    const actions = { integrations, runner, tokens, defaultIntegrationId: integration.id };
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

  /** Removes faults, recorded requests, executions and rate limit counters. Tokens stay valid. */
  override reset(): void {
    super.reset();
    this.runs.clear();
    this.rateLimit.reset();
  }
}

function defaultIntegration(integrations: Integrations, { id, secret }: ClientCredentials): StoredIntegration {
  const fields = { client_id: id, client_secret: secret };
  const credentials = { sandbox: integrations.addCredentials('Sandbox caller', 'userDefinedOAuth', fields) };
  return integrations.change(integrations.add('Sandbox backend', 'custom-rest-actions'), { credentials });
}

/** Returns the discovery document (OpenID Connect Discovery 1.0 §3), with the fields that a verifier of tokens reads. */
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
