import { Global, Module, OnApplicationShutdown } from '@nestjs/common';
import { AccessLog } from './call/access-log.js';
import { Exposition } from './metrics/exposition.js';
import { DrainTracker } from './drain-tracker.js';
import { Log } from './log/log.js';
import { Metrics } from './metrics/metrics.js';
import { currentTracer } from './call/tracer.js';

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
