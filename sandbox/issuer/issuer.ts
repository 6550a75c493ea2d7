import { createHmac } from 'node:crypto';
import { SigningKey, type SigningAlgorithm } from './signing-key.js';

const SANDBOX_AUDIENCE = 'https://sandbox.example';
export const SANDBOX_ORGANISATION = '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f';

/** The parts of a token. Each can be forged. */
export interface TokenOptions {
  /** Override the default claims. Undefined removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Replaces the claims byte for byte, for example with duplicate members or malformed JSON. */
  readonly claimsText?: string;
  /** Overrides `{ alg, typ, kid }`. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Replaces the header byte for byte. */
  readonly headerText?: string;
  /** The signing key. Default: the newest published key. */
  readonly key?: SigningKey;
  /** The signature algorithm, also in the header. Default: the key's own. `HS256` uses the public key's PEM as secret. */
  readonly algorithm?: SigningAlgorithm | 'HS256' | 'none';
}

/** The authorisation server that the service trusts. It publishes and rotates keys and signs valid and forged tokens. */
export class Issuer {
  /** The `iss` claim of its tokens. It is empty until its server listens. */
  url = '';
  /** Lifetime of the tokens that its token endpoint issues. Can change at any time. */
  lifetimeSeconds = 3_600;
  private published: readonly SigningKey[];

  constructor(
    readonly audience = SANDBOX_AUDIENCE,
    firstKey = SigningKey.generate(),
  ) {
    this.published = [firstKey];
  }

  /** The published keys, newest first. */
  get keys(): readonly SigningKey[] {
    return this.published;
  }

  /** The default signing key. @throws Error if all keys are withdrawn */
  get key(): SigningKey {
    const [newest] = this.published;
    if (newest === undefined) throw new Error('The issuer has no signing key: all keys are withdrawn');
    return newest;
  }

  /** Publishes a new key and signs with it. `keepOld: false` withdraws the earlier keys. */
  rotate(change: { keepOld?: boolean; algorithm?: SigningAlgorithm; key?: SigningKey } = {}): SigningKey {
    const key = change.key ?? SigningKey.generate(change.algorithm);
    this.published = change.keepOld === false ? [key] : [key, ...this.published];
    return key;
  }

  /** Removes a key from the key set. */
  withdraw(key: SigningKey): void {
    this.published = this.published.filter((other) => other !== key);
  }

  /** Returns the key set (RFC 7517 §5). */
  jwks(): { keys: Record<string, unknown>[] } {
    return { keys: this.published.map(({ jwk }) => jwk) };
  }

  /** Returns the default claims, valid for an hour. */
  claims(): Record<string, unknown> {
    const iat = Math.floor(Date.now() / 1_000);
    return {
      iss: this.url,
      sub: 'sandbox-flow',
      aud: this.audience,
      organization_id: SANDBOX_ORGANISATION,
      scope: 'dataaction:read dataaction:write',
      iat,
      exp: iat + 3_600,
    };
  }

  /** Returns a JWT in compact form (RFC 7515 §7.1). Without options, it is valid. */
  token(options: TokenOptions = {}): string {
    const key = options.key ?? this.key;
    const algorithm = options.algorithm ?? key.algorithm;
    const header =
      options.headerText ?? JSON.stringify({ alg: algorithm, typ: 'JWT', kid: key.kid, ...options.header });
    const claims = options.claimsText ?? JSON.stringify({ ...this.claims(), ...options.claims });
    const input = `${base64url(header)}.${base64url(claims)}`;
    return `${input}.${signature(input, key, algorithm).toString('base64url')}`;
  }
}

function signature(input: string, key: SigningKey, algorithm: SigningAlgorithm | 'HS256' | 'none'): Buffer {
  if (algorithm === 'none') return Buffer.alloc(0);
  if (algorithm === 'HS256') return createHmac('sha256', key.publicPem).update(input).digest();
  return key.sign(input, algorithm);
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
