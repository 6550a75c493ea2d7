import { Module } from '@nestjs/common';
import { LoadShedding } from './load-shedding.js';

/** Rejects calls that the process has no CPU time for. `createApp` puts the gate in front of Express. */
@Module({ providers: [LoadShedding] })
export class OverloadModule {}
