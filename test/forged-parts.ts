import { Issuer } from '../sandbox/issuer.js';
import { Forgery } from './forged-tokens.js';
import { jws, Part } from './jws.js';

/** Member values that make no sense wherever a text is expected. */
export const NON_STRINGS: readonly unknown[] = [null, 0, 1, true, false, [], {}, ''];

export const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** The header of an ordinary token. */
export const headerOf = ({ key }: Issuer): object => ({ alg: 'RS256', typ: 'JWT', kid: key.kid });

/** A forgery under a genuine signature, unless another signs. */
export function tokenOf(issuer: Issuer, defect: string, header: Part, claims: Part, signer = issuer.key): Forgery {
  return { defect, token: jws(header, claims, (input) => signer.sign(input)) };
}
