import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AddressGuard } from './ip-allowlist/ip-allowlist.guard.js';
import { AllowedAddresses } from './ip-allowlist/ip-allowlist.js';
import { AddressFeed } from './ip-allowlist/ip-range-feed.js';
import { AttemptLimits } from './credentials/sign-in-rate-limit.js';
import { CredentialCallers } from './credentials/credential-authenticator.js';
import { JwksEndpoint } from './signing-keys/jwks-endpoint.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './tokens/jwt.strategy.js';
import { OwnKeys } from './signing-keys/local-issuer-keys.js';
import { ScopesGuard } from './access/scopes.guard.js';
import { SecretChecks } from './clients/secret-verifier.js';
import { SharedKeySet } from './signing-keys/shared-key-set.js';
import { SigningKeys } from './signing-keys/signing-keys.js';
import { TokenGate } from './tokens/jwt-precheck.js';
import { VerifiedTokens } from './tokens/verified-token-cache.js';

/** Decides who may call: every route is closed until it says `@Public()`. Guards run in the order given here. */
@Module({
  imports: [PassportModule, HttpModule],
  providers: [
    JwksEndpoint,
    SharedKeySet,
    SigningKeys,
    TokenGate,
    VerifiedTokens,
    OwnKeys,
    SecretChecks,
    AttemptLimits,
    CredentialCallers,
    AddressFeed,
    AllowedAddresses,
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_GUARD, useClass: ScopesGuard },
    { provide: APP_GUARD, useClass: AddressGuard },
  ],
  exports: [SigningKeys, OwnKeys, SecretChecks, AttemptLimits, AddressFeed],
})
export class AuthModule {}
