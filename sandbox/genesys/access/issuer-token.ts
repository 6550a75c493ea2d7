import type { Issuer } from '../../issuer/issuer.js';
import type { SimulatorResponse, Handler } from '../../simulator/route.js';
import { clientCredentialsOf, type ClientCredentials } from './oauth.js';

/**
 * Token endpoint of the issuer that the service trusts: client credentials (RFC 6749 §4.4) with Basic authentication or in
 * the form, and OAuth errors (§5.2).
 */
export function issuerTokenEndpoint(client: ClientCredentials, issuer: Issuer): Handler {
  return ({ headers, text }) => {
    const form = new URLSearchParams(text);
    if (form.get('grant_type') !== 'client_credentials')
      return errorResponse(400, 'unsupported_grant_type', 'Only the grant type client_credentials is supported');
    const credentials = clientCredentialsOf(headers.authorization, form);
    if (credentials.id !== client.id || credentials.secret !== client.secret)
      return errorResponse(401, 'invalid_client', 'Unknown client or wrong client secret');
    const { scope: defaultScope } = issuer.claims();
    const scope = form.get('scope') ?? defaultScope;
    const exp = Math.floor(Date.now() / 1_000) + issuer.lifetimeSeconds;
    const token = issuer.token({ claims: { sub: client.id, client_id: client.id, scope, exp } });
    const body = { access_token: token, token_type: 'Bearer', expires_in: issuer.lifetimeSeconds, scope };
    return { status: 200, body, headers: { 'Cache-Control': 'no-store' } };
  };
}

function errorResponse(status: number, error: string, description: string): SimulatorResponse {
  const challenge = { 'WWW-Authenticate': 'Basic realm="sandbox"' };
  return {
    status,
    body: { error, error_description: description },
    ...(status === 401 && { headers: challenge }),
  };
}
