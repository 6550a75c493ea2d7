import type { SimulatorResponse, SimulatorRequest } from '../../simulator/route.js';
import type { AccessTokens } from './access-tokens.js';

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * `POST /oauth/token` of the login host: client credentials with Basic authentication or in the form (RFC 6749 §2.3.1).
 * Unlike errors of the API, its errors always have the status 400 and the body `{ error, description }`.
 */
export function tokenEndpoint(client: ClientCredentials, tokens: AccessTokens) {
  return ({ headers, text }: SimulatorRequest): SimulatorResponse => {
    const form = new URLSearchParams(text);
    if (!String(headers['content-type']).startsWith('application/x-www-form-urlencoded'))
      return errorResponse('invalid_request', 'The content type must be application/x-www-form-urlencoded');
    if (form.get('grant_type') !== 'client_credentials')
      return errorResponse('unsupported_grant_type', 'Only the grant type client_credentials is supported');
    const credentials = clientCredentialsOf(headers.authorization, form);
    if (credentials.id !== client.id) return errorResponse('invalid_client', `client not found: ${credentials.id}`);
    if (credentials.secret !== client.secret) return errorResponse('invalid_client', 'client secret is invalid');
    const lifetime = tokens.lifetimeSeconds;
    return { status: 200, body: { access_token: tokens.issue(), token_type: 'bearer', expires_in: lifetime } };
  };
}

function errorResponse(error: string, description: string): SimulatorResponse {
  return { status: 400, body: { error, description } };
}

/** Returns the credentials of a request: from Basic authentication, otherwise from the form, otherwise empty. */
export function clientCredentialsOf(authorization: string | undefined, form: URLSearchParams): ClientCredentials {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return { id, secret: secret.join(':') };
}
