import { Injectable } from '@nestjs/common';
import { Unauthenticated } from '../../errors/request-errors.js';
import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from '../../json/strict-json.js';
import { Algorithm, AuthConfig, isLocalIssuer } from '../access/auth.config.js';
import { matchedAudience } from '../access/caller.js';

const MAX_TOKEN_BYTES = 8_192;
const CLAIMS_LIMITS = { maxDepth: 10 };
const CLOCK_SKEW_SECONDS = 60;

/** Algorithm of this service's own tokens. */
const OWN_ALGORITHMS: readonly Algorithm[] = ['RS256'];

/** Header parameters that would let a token choose its own key or rules (RFC 8725 §3.10). */
const REFUSED_PARAMETERS = ['jku', 'x5u', 'x5c', 'jwk', 'crit', 'b64', 'zip'];

/** Token that passed all checks that do not need a key. */
export interface PrecheckedToken {
  readonly keyId: string;
  readonly algorithm: Algorithm;
  /** True if `iss` is this service's token endpoint. Only the keys of the token endpoint can verify such a token. */
  readonly isLocalIssuer: boolean;
  readonly expiresAtSeconds: number;
}

/**
 * Rejects tokens with invalid content, before a key is looked up or a signature is verified. So most forged tokens cost
 * little, and an expired token never causes a fetch of keys.
 */
@Injectable()
export class JwtPrecheck {
  constructor(private readonly config: AuthConfig) {}

  /** @throws Unauthenticated */
  inspect(token: string): PrecheckedToken {
    if (token.length > MAX_TOKEN_BYTES) throw new Unauthenticated('too_long');
    const segments = token.split('.');
    if (segments.length !== 3) throw new Unauthenticated('not_a_jwt');
    const [header, claims, signature] = segments.map(decode) as [Buffer, Buffer, Buffer];
    if (signature.length === 0) throw new Unauthenticated('no_signature');
    const members = readObject(header);
    const payload = readObject(claims);
    const isLocal = isLocalIssuer(this.config, payload['iss']);
    const { keyId, algorithm } = this.checkHeader(members, isLocal ? OWN_ALGORITHMS : this.config.algorithms);
    return { keyId, algorithm, isLocalIssuer: isLocal, expiresAtSeconds: this.checkClaims(payload, isLocal) };
  }

  private checkHeader(
    { alg, kid, typ, ...rest }: Record<string, unknown>,
    algorithms: readonly Algorithm[],
  ): Pick<PrecheckedToken, 'keyId' | 'algorithm'> {
    const algorithm = algorithms.find((accepted) => accepted === alg);
    if (!algorithm) throw new Unauthenticated('algorithm');
    if (typeof kid !== 'string' || kid === '') throw new Unauthenticated('no_kid');
    if (typ !== undefined && !(typeof typ === 'string' && /^(application\/)?(at\+)?jwt$/i.test(typ)))
      throw new Unauthenticated('type');
    if (REFUSED_PARAMETERS.some((name) => name in rest)) throw new Unauthenticated('header');
    return { keyId: kid, algorithm };
  }

  /** Validates the registered claims (RFC 7519 §4.1). @returns expiry */
  private checkClaims({ exp, nbf, iat, aud, iss }: Record<string, unknown>, isLocal: boolean): number {
    const nowSeconds = Date.now() / 1_000;
    if (typeof exp !== 'number') throw new Unauthenticated('no_expiry');
    if (exp <= nowSeconds) throw new Unauthenticated('expired');
    if (!isPast(nbf, nowSeconds)) throw new Unauthenticated('not_yet_valid');
    if (!isPast(iat, nowSeconds)) throw new Unauthenticated('issued_in_the_future');
    if (!isAudience(aud) || matchedAudience({ aud }, this.config) === undefined) throw new Unauthenticated('audience');
    if (!isLocal && this.config.issuer !== undefined && iss !== this.config.issuer) throw new Unauthenticated('issuer');
    return exp;
  }
}

/** Decodes canonical base64url. Rejects padding, stray bits and other characters (RFC 7515 §2, RFC 4648 §3.5). */
function decode(segment: string): Buffer {
  const bytes = Buffer.from(segment, 'base64url');
  if (bytes.toString('base64url') !== segment) throw new Unauthenticated('encoding');
  return bytes;
}

function readObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value = parseStrictJson(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      CLAIMS_LIMITS,
    );
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    const isExpected = error instanceof JsonSyntaxError || error instanceof JsonAmbiguity || error instanceof TypeError;
    if (!isExpected) throw error;
  }
  throw new Unauthenticated('not_json');
}

const isPast = (instant: unknown, nowSeconds: number): boolean =>
  instant === undefined || (typeof instant === 'number' && instant <= nowSeconds + CLOCK_SKEW_SECONDS);

const isAudience = (aud: unknown): aud is string | string[] =>
  typeof aud === 'string' || (Array.isArray(aud) && aud.every((item) => typeof item === 'string'));
