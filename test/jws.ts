import { createHmac, KeyObject, sign } from 'node:crypto';

/** A text or bytes as they are; anything else as JSON. */
export type Part = string | Buffer | object;

export const base64url = (part: Part): string =>
  Buffer.from(typeof part === 'string' || Buffer.isBuffer(part) ? part : JSON.stringify(part)).toString('base64url');

/** What is signed (RFC 7515 §5.1). */
export const signingInput = (header: Part, claims: Part): string => `${base64url(header)}.${base64url(claims)}`;

/** Puts a token together from any parts (RFC 7515 §7.1), signed by whatever the function does. */
export function jws(header: Part, claims: Part, signature: (input: string) => Buffer | string): string {
  const input = signingInput(header, claims);
  return `${input}.${base64url(signature(input))}`;
}

/** Signs with any private key, also one that nobody should accept. */
export const signedBy =
  (key: KeyObject, hash = 'sha256') =>
  (input: string): Buffer =>
    sign(hash, Buffer.from(input), key);

export const hmac =
  (secret: string | Buffer, hash = 'sha256') =>
  (input: string): Buffer =>
    createHmac(hash, secret).update(input).digest();
