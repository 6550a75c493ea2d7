import { createHash, createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';

const MIN_BITS = 2_048;
const BLOCK = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^-]*-----END \1-----/g;

/** A key pair that tokens are signed with. */
export interface TokenKey {
  /** The thumbprint of the public half (RFC 7638), so that every process gives the same key the same name. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Reads RSA private keys from PEM, one after another (PKCS #8 or #1, not encrypted).
 *
 * @throws Error whose message completes "The file …" and repeats nothing of it
 */
export function readTokenKeys(pem: string): TokenKey[] {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) throw new Error('holds no private key in PEM');
  const keys = blocks.map((block) => tokenKey(readPrivateKey(block)));
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('holds the same key twice');
  return keys;
}

/** @throws Error where the key cannot sign RS256 well enough (RFC 7518 §3.3) */
export function tokenKey(privateKey: KeyObject): TokenKey {
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (privateKey.asymmetricKeyType !== 'rsa' || bits < MIN_BITS)
    throw new Error(`holds another key than RSA of ${MIN_BITS} bits or more`);
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
    throw new Error('holds a private key that cannot be read; an encrypted one is not taken');
  }
}
