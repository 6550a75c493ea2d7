import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimit } from './rate-limit.js';
import { RateLimitGuard } from './rate-limit.guard.js';

/** Rate limit per client. Its guard must run after the guards of authentication and authorization. */
@Module({ providers: [RateLimit, { provide: APP_GUARD, useClass: RateLimitGuard }] })
export class RateLimitModule {}
