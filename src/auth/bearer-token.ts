import { IncomingMessage } from 'node:http';
import { Unauthenticated } from '../errors/request-errors.js';

/** The token of a request (RFC 6750 §2.1). @throws Unauthenticated */
export function bearerToken({ headers: { authorization = '' } }: IncomingMessage): string {
  const [scheme] = /^Bearer(?: +|$)/i.exec(authorization) ?? [];
  const credentials = scheme === undefined ? '' : authorization.slice(scheme.length);
  if (credentials === '') throw new Unauthenticated('missing');
  if (/\s/.test(credentials)) throw new Unauthenticated('not_a_jwt');
  return credentials;
}
