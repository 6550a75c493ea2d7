import { Global, Module } from '@nestjs/common';
import { CallLog } from './call-log.js';
import { Intake } from './intake.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';

/** What the service tells of itself, for every module to add to. */
@Global()
@Module({ providers: [Metrics, Log, Intake, CallLog], exports: [Metrics, Log, Intake, CallLog] })
export class ObservabilityModule {}
