import { constants, createPublicKey, KeyObject, verify } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
import { Algorithm } from '../access/auth.config.js';

const MIN_RSA_BITS = 2_048;
/** A larger key makes each verification slow. */
const MAX_RSA_BITS = 16_384;
/** With exponent 1, every signature equals its message. A huge exponent makes verification slow. */
const MIN_EXPONENT = 3n;
const MAX_EXPONENT = 2n ** 32n;

/** Key that verifies signatures of one key id. */
export interface VerificationKey {
  readonly key: KeyObject;
  /** The algorithm that the JWK names; if it names none, all algorithms for its key type. */
  readonly algorithms: readonly Algorithm[];
}

/** A JWK that cannot be used. The message is appended to "key N". */
export class UnusableKey extends Error {}

type Jwk = Readonly<Record<string, unknown>>;

/**
 * Parses a JWK and checks the restrictions that it contains (RFC 7517 §4).
 *
 * @throws UnusableKey
 */
export async function readVerificationKey(jwk: Jwk): Promise<VerificationKey> {
  // A published private key lets anyone forge tokens.
  if ('d' in jwk || 'k' in jwk) throw new UnusableKey('contains private or symmetric key material');
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') throw new UnusableKey('is not for signatures (use)');
  const operations = jwk['key_ops'];
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    throw new UnusableKey('is not for verifying (key_ops)');
  const algorithms = algorithmsOf(jwk);
  const key = await publicKeyOf(jwk);
  checkStrength(key);
  return { key, algorithms };
}

function algorithmsOf({ kty, crv, alg }: Jwk): readonly Algorithm[] {
  const fitting: Algorithm[] = kty === 'RSA' ? ['RS256', 'PS256'] : kty === 'EC' && crv === 'P-256' ? ['ES256'] : [];
  if (fitting.length === 0) throw new UnusableKey('is of a type that is not supported');
  if (alg === undefined) return fitting;
  const named = fitting.filter((algorithm) => algorithm === alg);
  if (named.length === 0) throw new UnusableKey('is for an algorithm that is not supported (alg)');
  return named;
}

async function publicKeyOf({ kty, n, e, crv, x, y }: Jwk): Promise<KeyObject> {
  const material = { kty, kid: 'key', ...(kty === 'RSA' ? { n, e } : { crv, x, y }) };
  const fetcher = async (): Promise<{ keys: object[] }> => ({ keys: [material] });
  try {
    const client = new JwksClient({ jwksUri: '', cache: false, rateLimit: false, fetcher });
    const [signingKey] = await client.getSigningKeys();
    if (signingKey) return createPublicKey(signingKey.getPublicKey());
  } catch {
    // The library's message may quote the key.
  }
  throw new UnusableKey('cannot be read');
}

function checkStrength({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): void {
  if (asymmetricKeyType !== 'rsa') return;
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS || modulusLength > MAX_RSA_BITS)
    throw new UnusableKey(`has fewer than ${MIN_RSA_BITS} or more than ${MAX_RSA_BITS} bits`);
  if (publicExponent < MIN_EXPONENT || publicExponent > MAX_EXPONENT || publicExponent % 2n === 0n)
    throw new UnusableKey('has an exponent that is not secure');
}

const PARAMETERS = {
  RS256: {},
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  ES256: { dsaEncoding: 'ieee-p1363' },
} as const;

/** Returns whether the signature of a compact JWT (RFC 7515 §7.1) is valid under a key. */
export function isSignedBy(token: string, key: KeyObject, algorithm: Algorithm): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return verify('sha256', Buffer.from(token.slice(0, end)), { key, ...PARAMETERS[algorithm] }, signature);
}
