import { createPublicKey, KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';

const MIN_RSA_BITS = 2_048;

/** The signing keys of the issuer, by their ids. */
export type KeySet = ReadonlyMap<string, KeyObject>;

/**
 * Reads a key set (RFC 7517 §5), wherever it comes from: a private, symmetric or weak key is left out.
 *
 * @throws Error where no usable key is in it
 */
export async function readKeySet(document: unknown): Promise<KeySet> {
  const client = new JwksClient({
    jwksUri: '',
    cache: false,
    rateLimit: false,
    fetcher: async () => ({ keys: publicKeys(document) }),
  });
  const keys = new Map<string, KeyObject>();
  for (const signingKey of await client.getSigningKeys()) {
    const key = createPublicKey(signingKey.getPublicKey());
    if (signingKey.kid && isStrong(key)) keys.set(signingKey.kid, key);
  }
  if (keys.size === 0) throw new Error('The key set holds no usable signing key');
  return keys;
}

/** The same as a document again. */
export const writeKeySet = (keys: KeySet): object => ({
  keys: [...keys].map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' })),
});

/** Key material that only its owner may hold never comes in: whoever publishes it, publishes it to forgers too. */
function publicKeys(document: unknown): object[] {
  const keys = isObject(document) && Array.isArray(document['keys']) ? document['keys'] : [];
  return keys.filter((key): key is object => isObject(key) && !('d' in key) && !('k' in key));
}

const isStrong = (key: KeyObject): boolean =>
  key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
