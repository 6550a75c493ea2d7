import { DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ACTIONS, ActionsModule } from './actions/actions.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CacheModule } from './cache/cache.module.js';
import { ConfigModule } from './config/config.module.js';
import { Environment } from './config/variables/environment.js';
import { DataActionsModule } from './data-actions/data-actions.module.js';
import { RequestLifecycle } from './data-actions/request/request-lifecycle.middleware.js';
import { FailureFilter } from './data-actions/response/failure.filter.js';
import { dataActionOf } from './data-actions/contract/data-action.metadata.js';
import { HealthModule } from './health/health.module.js';
import { HostedActionsModule } from './hosted-actions/hosted-actions.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { OauthModule } from './oauth/oauth.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { OverloadModule } from './overload/overload.module.js';
import { RateLimitModule } from './rate-limit/rate-limit.module.js';
import { RedisModule } from './redis/redis.module.js';
import { ResilienceModule } from './resilience/resilience.module.js';
import { ServerModule } from './server/server.module.js';
import { StartPageModule } from './start-page/start-page.module.js';
import { StatusModule } from './status/status.module.js';

/** Names of the actions in code. Hosted actions cannot have them. */
const NAMES_OF_CODE = ACTIONS.flatMap((action) => dataActionOf(action)?.name ?? []);

/** Composition root: the only place that imports every module. */
@Module({})
export class AppModule {
  /** @throws InvalidConfiguration */
  static forEnvironment(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forEnvironment(environment),
        ObservabilityModule,
        RedisModule,
        ResilienceModule,
        AuthModule,
        ServerModule,
        OverloadModule,
        RateLimitModule,
        OauthModule.forEnvironment(environment),
        CacheModule,
        IdempotencyModule,
        DataActionsModule,
        ActionsModule.forEnvironment(environment),
        HostedActionsModule.forEnvironment(environment, NAMES_OF_CODE),
        HealthModule,
        StartPageModule,
        StatusModule.forEnvironment(environment),
      ],
      providers: [
        { provide: APP_FILTER, useClass: FailureFilter },
        { provide: APP_GUARD, useExisting: RequestLifecycle },
      ],
    };
  }
}
