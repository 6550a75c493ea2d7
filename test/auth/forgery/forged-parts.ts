import { Issuer } from '../../../sandbox/issuer/issuer.js';
import { Forgery } from './forged-tokens.js';
import { jws, Part } from '../jws.js';

/** Values that are invalid where a non-empty string is expected. */
export const NON_STRINGS: readonly unknown[] = [null, 0, 1, true, false, [], {}, ''];

export const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Returns the header of a valid token. */
export const headerOf = ({ key }: Issuer): object => ({ alg: 'RS256', typ: 'JWT', kid: key.kid });

/** Returns a forgery with a genuine signature, or with the signature of another signer. */
export function tokenOf(issuer: Issuer, defect: string, header: Part, claims: Part, signer = issuer.key): Forgery {
  return { defect, token: jws(header, claims, (input) => signer.sign(input)) };
}
