import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { IpAllowlistGuard } from './ip-allowlist/ip-allowlist.guard.js';
import { IpAllowlist } from './ip-allowlist/ip-allowlist.js';
import { IpRangeFeed } from './ip-allowlist/ip-range-feed.js';
import { SignIn } from './credentials/sign-in.js';
import { SignInRateLimit } from './credentials/sign-in-rate-limit.js';
import { CredentialAuthenticator } from './credentials/credential-authenticator.js';
import { JwksEndpoint } from './signing-keys/jwks-endpoint.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './tokens/jwt.strategy.js';
import { LocalIssuerKeys } from './signing-keys/local-issuer-keys.js';
import { ScopesGuard } from './access/scopes.guard.js';
import { SecretVerifier } from './clients/secret-verifier.js';
import { SharedKeySet } from './signing-keys/shared-key-set.js';
import { SigningKeys } from './signing-keys/signing-keys.js';
import { JwtPrecheck } from './tokens/jwt-precheck.js';
import { VerifiedTokenCache } from './tokens/verified-token-cache.js';

/** Authentication and authorisation. Global guards run in the order of this list. `@Public()` opens a route. */
@Module({
  imports: [PassportModule],
  providers: [
    JwksEndpoint,
    SharedKeySet,
    SigningKeys,
    JwtPrecheck,
    VerifiedTokenCache,
    LocalIssuerKeys,
    SecretVerifier,
    SignInRateLimit,
    SignIn,
    CredentialAuthenticator,
    IpRangeFeed,
    IpAllowlist,
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_GUARD, useClass: ScopesGuard },
    { provide: APP_GUARD, useClass: IpAllowlistGuard },
  ],
  exports: [SigningKeys, LocalIssuerKeys, SignIn, IpRangeFeed],
})
export class AuthModule {}
