import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimit } from './rate-limit.js';
import { RateLimitGuard } from './rate-limit.guard.js';

/** Limits how often each client may call; its guard comes after all that say who may call at all. */
@Module({ providers: [RateLimit, { provide: APP_GUARD, useClass: RateLimitGuard }] })
export class RateLimitModule {}
