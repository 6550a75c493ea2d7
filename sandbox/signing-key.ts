import { constants, createPublicKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

/** The algorithms of AUTH_ALGORITHMS that a service may be told to accept. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/** A key pair of the issuer: RSA 2048 for RS256 and PS256, P-256 for ES256. */
export class SigningKey {
  private constructor(
    readonly kid: string,
    readonly algorithm: SigningAlgorithm,
    readonly publicKey: KeyObject,
    private readonly privateKey: KeyObject,
  ) {}

  /** Blocks for about a tenth of a second where it is RSA. */
  static generate(algorithm: SigningAlgorithm = 'RS256', kid = `sandbox-${randomUUID().slice(0, 8)}`): SigningKey {
    const pair =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new SigningKey(kid, algorithm, pair.publicKey, pair.privateKey);
  }

  /** An RSA key that was made elsewhere. */
  static of(privateKey: KeyObject, kid: string): SigningKey {
    return new SigningKey(kid, 'RS256', createPublicKey(privateKey), privateKey);
  }

  /** The public half as a member of a key set (RFC 7517). */
  get jwk(): Record<string, unknown> {
    return { ...this.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: this.algorithm };
  }

  /** The public half as the text that careless verifiers take for an HMAC secret. */
  get publicPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** Signs as RFC 7518 §3.3 to §3.5 say; an RSA key can do both RS256 and PS256. */
  sign(input: string, algorithm: SigningAlgorithm = this.algorithm): Buffer {
    const data = Buffer.from(input);
    const key = this.privateKey;
    switch (algorithm) {
      case 'RS256':
        return sign('sha256', data, key);
      case 'PS256':
        return sign('sha256', data, {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        });
      case 'ES256':
        return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
    }
  }
}
