import { Global, Module, OnApplicationShutdown } from '@nestjs/common';
import { CallLog } from './access-log.js';
import { Exposition } from './exposition.js';
import { Intake } from './drain-tracker.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { currentTracer } from './tracer.js';

/** What the service tells of itself, for every module to add to. */
@Global()
@Module({
  providers: [Metrics, Log, Intake, CallLog, Exposition],
  exports: [Metrics, Log, Intake, CallLog, Exposition],
})
export class ObservabilityModule implements OnApplicationShutdown {
  onApplicationShutdown(): Promise<void> {
    return currentTracer().stop();
  }
}
