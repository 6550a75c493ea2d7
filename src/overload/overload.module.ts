import { Module } from '@nestjs/common';
import { LoadShedding } from './load-shedding.middleware.js';

/** Rejects calls that the process has no CPU time for. `createApp` puts the middleware in front of all others. */
@Module({ providers: [LoadShedding] })
export class OverloadModule {}
