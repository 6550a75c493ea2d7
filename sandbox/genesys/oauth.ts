import type { Answer, SimulatorRequest } from '../route.js';
import type { AccessTokens } from './access-tokens.js';

/** An OAuth client of the organisation. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * `POST /oauth/token` of the login host: client credentials by Basic authentication or in the form (RFC 6749 §2.3.1).
 * Its errors are always 400 with `{ error, description }`, unlike the API's.
 */
export function tokenEndpoint(client: ClientCredentials, tokens: AccessTokens) {
  return ({ headers, text }: SimulatorRequest): Answer => {
    const form = new URLSearchParams(text);
    if (!String(headers['content-type']).startsWith('application/x-www-form-urlencoded'))
      return refused('invalid_request', 'The content type must be application/x-www-form-urlencoded');
    if (form.get('grant_type') !== 'client_credentials')
      return refused('unsupported_grant_type', 'Only the grant type client_credentials is supported');
    const given = clientCredentialsOf(headers.authorization, form);
    if (given.id !== client.id) return refused('invalid_client', `client not found: ${given.id}`);
    if (given.secret !== client.secret) return refused('invalid_client', 'client secret is invalid');
    const lifetime = tokens.lifetimeSeconds;
    return { status: 200, body: { access_token: tokens.issue(), token_type: 'bearer', expires_in: lifetime } };
  };
}

function refused(error: string, description: string): Answer {
  return { status: 400, body: { error, description } };
}

/** The credentials of a call: by Basic authentication, else in the form; empty where there are none. */
export function clientCredentialsOf(authorization: string | undefined, form: URLSearchParams): ClientCredentials {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return { id, secret: secret.join(':') };
}
