import { IncomingMessage } from 'node:http';
import { Unauthenticated } from '../../errors/request-errors.js';

/** Returns the bearer token of a request (RFC 6750 §2.1) without validating it. @throws Unauthenticated if there is none */
export function bearerToken({ headers: { authorization = '' } }: IncomingMessage): string {
  const [scheme] = /^Bearer(?: +|$)/i.exec(authorization) ?? [];
  const credentials = scheme === undefined ? '' : authorization.slice(scheme.length);
  if (credentials === '') throw new Unauthenticated('missing');
  return credentials;
}
