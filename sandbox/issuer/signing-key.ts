import { constants, createPublicKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

/** The values of AUTH_ALGORITHMS. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/** A key pair of the issuer: RSA 2048 for RS256 and PS256, P-256 for ES256. */
export class SigningKey {
  /** The last RS256 signature. It is always the same for the same text, and takes almost a millisecond. */
  private last: { readonly input: string; readonly signature: Buffer } = { input: '', signature: Buffer.alloc(0) };

  private constructor(
    readonly kid: string,
    readonly algorithm: SigningAlgorithm,
    readonly publicKey: KeyObject,
    private readonly privateKey: KeyObject,
  ) {}

  /** Generates a key. RSA blocks for about 0.1 s. */
  static generate(algorithm: SigningAlgorithm = 'RS256', kid = `sandbox-${randomUUID().slice(0, 8)}`): SigningKey {
    const pair =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new SigningKey(kid, algorithm, pair.publicKey, pair.privateKey);
  }

  static of(privateKey: KeyObject, kid: string): SigningKey {
    return new SigningKey(kid, 'RS256', createPublicKey(privateKey), privateKey);
  }

  /** The public key as a member of a key set (RFC 7517). */
  get jwk(): Record<string, unknown> {
    return { ...this.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', alg: this.algorithm };
  }

  /** The public key as the text that a vulnerable verifier uses as an HMAC secret. */
  get publicPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** Signs as in RFC 7518 §3.3 to §3.5. An RSA key supports RS256 and PS256. */
  sign(input: string, algorithm: SigningAlgorithm = this.algorithm): Buffer {
    const data = Buffer.from(input);
    const key = this.privateKey;
    switch (algorithm) {
      case 'RS256':
        if (this.last.input !== input) this.last = { input, signature: sign('sha256', data, key) };
        return this.last.signature;
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
