import { Global, Module, OnApplicationShutdown } from '@nestjs/common';
import { AccessLog } from './access-log.js';
import { Exposition } from './exposition.js';
import { DrainTracker } from './drain-tracker.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { currentTracer } from './tracer.js';

/** Metrics, log and tracing for all modules. */
@Global()
@Module({
  providers: [Metrics, Log, DrainTracker, AccessLog, Exposition],
  exports: [Metrics, Log, DrainTracker, AccessLog, Exposition],
})
export class ObservabilityModule implements OnApplicationShutdown {
  onApplicationShutdown(): Promise<void> {
    return currentTracer().stop();
  }
}
