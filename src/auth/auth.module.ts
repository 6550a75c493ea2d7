import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AddressGuard } from './address.guard.js';
import { AllowedAddresses } from './allowed-addresses.js';
import { AddressFeed } from './address-feed.js';
import { AttemptLimits } from './attempt-limits.js';
import { CredentialCallers } from './credential-callers.js';
import { JwksEndpoint } from './jwks-endpoint.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { OwnKeys } from './own-keys.js';
import { ScopesGuard } from './scopes.guard.js';
import { SecretChecks } from './secret-checks.js';
import { SharedKeySet } from './shared-key-set.js';
import { SigningKeys } from './signing-keys.js';
import { TokenGate } from './token-gate.js';
import { VerifiedTokens } from './verified-tokens.js';

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
