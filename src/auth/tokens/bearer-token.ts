import { IncomingMessage } from 'node:http';
import { Unauthenticated } from '../../errors/request-errors.js';

/** What a request gives as its token (RFC 6750 §2.1), whatever that may be. @throws Unauthenticated where it gives none */
export function bearerToken({ headers: { authorization = '' } }: IncomingMessage): string {
  const [scheme] = /^Bearer(?: +|$)/i.exec(authorization) ?? [];
  const credentials = scheme === undefined ? '' : authorization.slice(scheme.length);
  if (credentials === '') throw new Unauthenticated('missing');
  return credentials;
}
