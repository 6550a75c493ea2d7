import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';

/** Private key that signs client assertions, in the form of Web Crypto. */
export type SigningKey = Promise<webcrypto.CryptoKey>;

const MIN_RSA_BITS = 2_048;

/**
 * Reads an unencrypted private key from PEM: RSA of at least 2,048 bits for RS256, or EC P-256 for ES256 (RFC 7518 §3.1).
 *
 * @throws Error. Its message is printed after the name of the variable (`CRM_CLIENT_KEY must …`) and never quotes the key
 */
export function readPrivateKey(pem: string): SigningKey {
  const key = parsed(pem);
  const algorithm = algorithmOf(key);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
}

function parsed(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Error('must contain an unencrypted private key in PEM');
  }
}

function algorithmOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams {
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return { name: 'ECDSA', namedCurve: 'P-256' };
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS)
    return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  throw new Error(`must contain an RSA key of at least ${MIN_RSA_BITS} bits or an EC key on the curve P-256`);
}
