import { DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Environment } from '../config/variables/environment.js';
import { RequestInspector } from './inspector/record/request-inspector.js';
import { RequestReplay } from './inspector/replay/request-replay.js';
import { RequestsController } from './inspector/requests.controller.js';
import { StatusCollector } from './metrics/status-collector.js';
import { StatusController } from './overview/status.controller.js';
import { MetricHistory } from './metrics/metric-history.js';

/** Status page and request inspector. Empty unless an operator password is configured. */
@Module({})
export class StatusModule {
  static forEnvironment(environment: Environment): DynamicModule {
    if (!environment['STATUS_PASSWORD_HASH']?.trim()) return { module: StatusModule };
    return {
      module: StatusModule,
      imports: [AuthModule],
      controllers: [StatusController, RequestsController],
      providers: [MetricHistory, StatusCollector, RequestInspector, RequestReplay],
    };
  }
}
