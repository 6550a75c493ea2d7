import { DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ActionsModule } from './actions/actions.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import { Environment } from './config/environment.js';
import { FailureFilter } from './data-actions/failure.filter.js';
import { HealthModule } from './health/health.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { ResilienceModule } from './resilience/resilience.module.js';

/** Puts the application together; the only place that names every module. */
@Module({})
export class AppModule {
  /** @throws InvalidConfiguration */
  static forEnvironment(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forEnvironment(environment),
        ObservabilityModule,
        ResilienceModule,
        AuthModule,
        ActionsModule.forEnvironment(environment),
        HealthModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: FailureFilter }],
    };
  }
}
