import { IncomingMessage } from 'node:http';
import { Credentials, readBasic, timesSent } from '../auth/credentials/basic-credentials.js';
import { Form, formDecoded } from './form-body.js';
import { invalidClient, invalidRequest } from './oauth-failure.js';

/** Who a client says it is, and what proves it. */
export interface ClientProof {
  readonly id: string;
  /** What its secret may be: two where it may have been encoded before it was sent. */
  readonly secrets: readonly string[];
}

/**
 * Reads a client's credentials from the header or from the form, and never from both (RFC 6749 §2.3).
 *
 * In the header they should have been encoded as a form before they were encoded as Basic (§2.3.1), which few clients do, and
 * Genesys Cloud's templates do not. So both readings count.
 *
 * @throws OauthFailure
 */
export function proofOf(request: IncomingMessage, form: Form): ClientProof {
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
  const proof = decodedProof(credentials);
  if (secret !== undefined || (id !== undefined && id !== proof.id))
    throw invalidRequest('The client gave its credentials in the header and in the form');
  return proof;
}

/** No id holds a character that the encoding changes, so an id that decodes to another one shows that both were encoded. */
function decodedProof({ id, secret }: Credentials): ClientProof {
  const decodedId = formDecoded(id) ?? id;
  const decodedSecret = formDecoded(secret) ?? secret;
  const isEncoded = decodedId !== id;
  return { id: decodedId, secrets: isEncoded ? [decodedSecret] : [...new Set([secret, decodedSecret])] };
}
