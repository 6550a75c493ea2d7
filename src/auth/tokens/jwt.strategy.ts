import { KeyObject, randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { Unauthenticated } from '../../errors/request-errors.js';
import { UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { Algorithm, AuthConfig, isLocalIssuer } from '../access/auth.config.js';
import { bearerToken } from './bearer-token.js';
import { Caller, callerFromClaims, Claims } from '../access/caller.js';
import { LocalIssuerKeys } from '../signing-keys/local-issuer-keys.js';
import { callerFromLocalToken } from './caller-from-local-token.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import { isSignedBy, VerificationKey } from '../signing-keys/verification-key.js';
import { JwtPrecheck } from './jwt-precheck.js';
import { VerifiedTokenCache } from './verified-token-cache.js';

type Done = (error: unknown, key?: KeyObject) => void;

/** Verifies the signature of a token with the issuer's keys and returns its caller. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  /** Unique per application: Passport registers strategies by name for the whole process. */
  override readonly name: string = `jwt-${randomUUID()}`;

  constructor(
    private readonly config: AuthConfig,
    private readonly gate: JwtPrecheck,
    private readonly keys: SigningKeys,
    private readonly ownKeys: LocalIssuerKeys,
    private readonly verified: VerifiedTokenCache,
  ) {
    super({
      jwtFromRequest: bearerToken,
      algorithms: [...new Set([...config.algorithms, ...(config.oauthClients ? (['RS256'] as const) : [])])],
      passReqToCallback: true,
      // `JwtPrecheck` has already validated the claims, more strictly.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
      secretOrKeyProvider: (_request: IncomingMessage, token: string, done: Done) => {
        this.keyFor(token).then((key) => done(null, key), done);
      },
    } as never);
    passport.use(this.name, this);
  }

  /** @throws Unauthenticated if a configured claim is missing */
  validate(request: IncomingMessage, claims: Claims): Caller {
    const isLocal = isLocalIssuer(this.config, claims['iss']);
    const caller = isLocal ? callerFromLocalToken(claims, this.config) : callerFromClaims(claims, this.config);
    if (!caller) throw new Unauthenticated(isLocal ? 'unknown_client' : 'caller');
    this.verified.remember(bearerToken(request), caller, claims.exp);
    return caller;
  }

  private async keyFor(token: string): Promise<KeyObject> {
    const { keyId, algorithm, isLocalIssuer } = this.gate.inspect(token);
    const keys = isLocalIssuer ? await this.localKeys(keyId) : await this.issuerKeys(keyId, algorithm);
    const [only, ...others] = keys;
    if (!only) throw new Unauthenticated('unknown_key');
    // Several keys may share an id (RFC 7517 §4.5). If no key matches, the first one is used: it rejects the token.
    const signer = others.length > 0 ? keys.find(({ key }) => isSignedBy(token, key, algorithm)) : only;
    return (signer ?? only).key;
  }

  private async issuerKeys(keyId: string, algorithm: Algorithm): Promise<readonly VerificationKey[]> {
    const find = (): VerificationKey[] =>
      (this.keys.find(keyId) ?? []).filter(({ algorithms }) => algorithms.includes(algorithm));
    const stored = find();
    if (stored.length > 0) return stored;
    // If the id is known, its keys are for other algorithms. Another replica may have the same keys, so fetch from the
    // issuer.
    await this.keys.force(this.keys.find(keyId) ? undefined : keyId);
    const fetched = find();
    if (fetched.length > 0) return fetched;
    // No key is loaded yet, so the token may be valid. A 401 would make the platform discard it.
    if (this.keys.freshness === 'none')
      throw new UpstreamUnreachable('The token issuer', 'cannot be used because its signing keys are not loaded yet');
    throw new Unauthenticated(this.keys.freshness === 'expired' ? 'keys_expired' : 'unknown_key');
  }

  private async localKeys(keyId: string): Promise<readonly VerificationKey[]> {
    return this.ownKeys.find(keyId) ?? (await this.ownKeys.reloadAndFind(keyId)) ?? [];
  }
}
