import { createHash, createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';

const MIN_BITS = 2_048;
const BLOCK = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^-]*-----END \1-----/g;

/** Key pair that signs tokens. */
export interface TokenKey {
  /** Thumbprint of the public key (RFC 7638), so that every process uses the same id for the same key. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Parses unencrypted RSA private keys in PEM (PKCS #8 or #1), one or more.
 *
 * @throws Error. Its message is the end of a sentence about the file ("contains no private key") and never quotes the file
 */
export function readTokenKeys(pem: string): TokenKey[] {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) throw new Error('contains no private key in PEM');
  const keys = blocks.map((block) => tokenKey(readPrivateKey(block)));
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('contains the same key twice');
  return keys;
}

/** @throws Error if the key is not suitable for RS256 (RFC 7518 §3.3) */
export function tokenKey(privateKey: KeyObject): TokenKey {
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (privateKey.asymmetricKeyType !== 'rsa' || bits < MIN_BITS)
    throw new Error(`contains a key that is not RSA with at least ${MIN_BITS} bits`);
  const publicKey = createPublicKey(privateKey);
  const { e, n } = publicKey.export({ format: 'jwk' });
  const id = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return { id, privateKey, publicKey };
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('contains a private key that cannot be parsed (encrypted keys are not supported)');
  }
}
