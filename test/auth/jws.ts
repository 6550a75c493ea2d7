import { createHmac, KeyObject, sign } from 'node:crypto';

/** Part of a token. Texts and bytes are used unchanged. An object is serialized as JSON. */
export type Part = string | Buffer | object;

export const base64url = (part: Part): string =>
  Buffer.from(typeof part === 'string' || Buffer.isBuffer(part) ? part : JSON.stringify(part)).toString('base64url');

/** Returns the JWS signing input (RFC 7515 §5.1). */
export const signingInput = (header: Part, claims: Part): string => `${base64url(header)}.${base64url(claims)}`;

/** Returns a token in compact serialization (RFC 7515 §7.1). @param signature signs the text of header and claims */
export function jws(header: Part, claims: Part, signature: (input: string) => Buffer | string): string {
  const input = signingInput(header, claims);
  return `${input}.${base64url(signature(input))}`;
}

/** Returns a function that signs with any private key, including an untrusted one. */
export const signedBy =
  (key: KeyObject, hash = 'sha256') =>
  (input: string): Buffer =>
    sign(hash, Buffer.from(input), key);

export const hmac =
  (secret: string | Buffer, hash = 'sha256') =>
  (input: string): Buffer =>
    createHmac(hash, secret).update(input).digest();
