import { IncomingMessage } from 'node:http';
import { Credentials, readBasic, timesSent } from '../../auth/credentials/basic-credentials.js';
import { Form, formDecoded } from './form-body.js';
import { invalidClient, invalidRequest } from './oauth-failure.js';

export interface ClientCredentials {
  readonly id: string;
  /** Possible secrets: two if the client may have form-encoded the secret. */
  readonly secrets: readonly string[];
}

/**
 * Reads a client's credentials from the header or the form. Rejects a request with both (RFC 6749 §2.3).
 *
 * §2.3.1 requires form encoding before Basic encoding, but few clients and no Genesys Cloud template do that. Both variants
 * are accepted.
 *
 * @throws OauthFailure
 */
export function clientCredentialsOf(request: IncomingMessage, form: Form): ClientCredentials {
  const { authorization } = request.headers;
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (timesSent(request, 'authorization') > 1) throw invalidRequest('Authorization was sent more than once');
  if (authorization === undefined) {
    if (id === undefined || secret === undefined) throw invalidClient();
    return { id, secrets: [secret] };
  }
  const credentials = readBasic(authorization);
  if (!credentials) throw invalidClient();
  const decoded = decode(credentials);
  if (secret !== undefined || (id !== undefined && id !== decoded.id))
    throw invalidRequest('The request has credentials in the header and in the form');
  return decoded;
}

/**
 * Decodes the credentials. A registered id needs no encoding. If decoding changes the id, the client has encoded both the id
 * and the secret.
 */
function decode({ id, secret }: Credentials): ClientCredentials {
  const decodedId = formDecoded(id) ?? id;
  const decodedSecret = formDecoded(secret) ?? secret;
  const isEncoded = decodedId !== id;
  return { id: decodedId, secrets: isEncoded ? [decodedSecret] : [...new Set([secret, decodedSecret])] };
}
