import { Module } from '@nestjs/common';
import { LoadShedding } from './load-shedding.js';

/** Rejects calls if the process has no CPU time for them. `createApp` installs `LoadShedding` in front of Express. */
@Module({ providers: [LoadShedding] })
export class OverloadModule {}
