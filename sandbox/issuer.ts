import { createHmac } from 'node:crypto';
import { SigningKey, type SigningAlgorithm } from './signing-key.js';

export const SANDBOX_AUDIENCE = 'https://sandbox.example';
export const SANDBOX_ORGANISATION = '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f';

/** What a token is made of; all of it may be forged. */
export interface TokenParts {
  /** Laid over the usual claims; an undefined member leaves the claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Taken instead of the claims, byte for byte: duplicate members, broken JSON, anything. */
  readonly claimsText?: string;
  /** Laid over `{ alg, typ, kid }`. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Taken instead of the header, byte for byte. */
  readonly headerText?: string;
  /** Who signs; by default the newest published key. */
  readonly key?: SigningKey;
  /** How it is signed, and named in the header: by default the key's own; `HS256` with the public key's PEM as secret; `none`. */
  readonly algorithm?: SigningAlgorithm | 'HS256' | 'none';
}

/** The authorisation server whose tokens the service accepts: it publishes keys, rotates them and signs good and bad tokens. */
export class Issuer {
  /** The `iss` of its tokens; known once its server listens. */
  url = '';
  /** How long the tokens are good that its token endpoint gives out from now on. */
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

  /** The key that signs unless another is named. */
  get key(): SigningKey {
    const [newest] = this.published;
    if (newest === undefined) throw new Error('the issuer has withdrawn all its keys');
    return newest;
  }

  /** Publishes and signs with another key; without `keepOld` (by default true) the earlier ones are withdrawn. */
  rotate(change: { keepOld?: boolean; algorithm?: SigningAlgorithm; key?: SigningKey } = {}): SigningKey {
    const key = change.key ?? SigningKey.generate(change.algorithm);
    this.published = change.keepOld === false ? [key] : [key, ...this.published];
    return key;
  }

  /** Takes a key out of the set. */
  withdraw(key: SigningKey): void {
    this.published = this.published.filter((other) => other !== key);
  }

  /** What the JWKS address answers (RFC 7517 §5). */
  jwks(): { keys: Record<string, unknown>[] } {
    return { keys: this.published.map(({ jwk }) => jwk) };
  }

  /** The claims of an ordinary token of an hour. */
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

  /** A JWT in compact form (RFC 7515 §7.1), good unless its parts say otherwise. */
  token(parts: TokenParts = {}): string {
    const key = parts.key ?? this.key;
    const algorithm = parts.algorithm ?? key.algorithm;
    const header = parts.headerText ?? JSON.stringify({ alg: algorithm, typ: 'JWT', kid: key.kid, ...parts.header });
    const claims = parts.claimsText ?? JSON.stringify({ ...this.claims(), ...parts.claims });
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
