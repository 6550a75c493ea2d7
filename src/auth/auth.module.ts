import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AddressGuard } from './address.guard.js';
import { JwksEndpoint } from './jwks-endpoint.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { ScopesGuard } from './scopes.guard.js';
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
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_GUARD, useClass: ScopesGuard },
    { provide: APP_GUARD, useClass: AddressGuard },
  ],
  exports: [SigningKeys],
})
export class AuthModule {}
