import { readVerificationKey, UnusableKey, VerificationKey } from './verification-key.js';

/** A forged token is checked against all keys of its id, so the number is limited. */
const MAX_KEYS_PER_ID = 8;

/** Signing keys of the issuer by id. Several keys may share an id. */
export type KeySet = ReadonlyMap<string, readonly VerificationKey[]>;

/**
 * Parses a JWK set (RFC 7517 §5). Skips keys that are malformed, unsupported, weak, private or for another use.
 *
 * @param onSkipped called once with the reasons of all skipped keys
 * @throws Error if no usable key is left
 */
export async function readKeySet(
  document: unknown,
  onSkipped: (reasons: readonly string[]) => void = () => undefined,
): Promise<KeySet> {
  const listed = isObject(document) && Array.isArray(document['keys']) ? document['keys'] : [];
  const keys = new Map<string, VerificationKey[]>();
  const skipped: string[] = [];
  for (const [index, jwk] of (listed as unknown[]).entries()) {
    try {
      await add(jwk, keys);
    } catch (error) {
      if (!(error instanceof UnusableKey)) throw error;
      skipped.push(`key ${index + 1} ${error.message}`);
    }
  }
  if (skipped.length > 0) onSkipped(skipped);
  if (keys.size === 0) throw new Error('The key set contains no usable signing key');
  return keys;
}

async function add(jwk: unknown, keys: Map<string, VerificationKey[]>): Promise<void> {
  if (!isObject(jwk)) throw new UnusableKey('is not an object');
  const { kid } = jwk;
  if (typeof kid !== 'string' || kid === '') throw new UnusableKey('has no id (kid)');
  const sameId = keys.get(kid) ?? [];
  if (sameId.length >= MAX_KEYS_PER_ID)
    throw new UnusableKey(`exceeds the limit of ${MAX_KEYS_PER_ID} keys with the same id`);
  keys.set(kid, [...sameId, await readVerificationKey(jwk)]);
}

/** Serializes a key set as a JWK set. */
export const writeKeySet = (keys: KeySet): object => ({
  keys: [...keys].flatMap(([kid, sameId]) =>
    sameId.map(({ key, algorithms }) => {
      const [alg, another] = algorithms;
      return { ...key.export({ format: 'jwk' }), kid, use: 'sig', ...(another === undefined && { alg }) };
    }),
  ),
});

/** Returns whether two sets contain the same keys for the same algorithms. */
export const isSameKeySet = (one: KeySet, other: KeySet): boolean =>
  one.size === other.size &&
  [...one].every(([id, keys]) => {
    const others = other.get(id) ?? [];
    return keys.length === others.length && keys.every((key, index) => isSameKey(key, others[index]));
  });

const isSameKey = (one: VerificationKey, other: VerificationKey | undefined): boolean =>
  other !== undefined && one.key.equals(other.key) && one.algorithms.join() === other.algorithms.join();

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
