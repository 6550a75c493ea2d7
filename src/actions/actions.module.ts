import { DynamicModule, Inject, Logger, Module, Type } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { disabledReason } from '../data-actions/catalogue/disabled-reason.js';
import { DataActionsModule } from '../data-actions/data-actions.module.js';
import { UpstreamsModule } from '../upstreams/upstreams.module.js';
import { ConversationQueryAction } from './conversation-query.action.js';
import { CustomerLookupAction } from './customer-lookup.action.js';
import { CustomerOverviewAction } from './customer-overview.action.js';
import { InvokeDataActionAction } from './invoke-data-action.action.js';
import { QueuesAction } from './queues.action.js';

/** All Data Actions of this service. */
export const ACTIONS: readonly Type<object>[] = [
  ConversationQueryAction,
  CustomerLookupAction,
  CustomerOverviewAction,
  InvokeDataActionAction,
  QueuesAction,
];

const DISABLED_ACTIONS = Symbol('disabled actions');

/** Registers the actions whose upstreams are configured. */
@Module({})
export class ActionsModule {
  static forEnvironment(environment: Environment): DynamicModule {
    const controllers = ACTIONS.filter((action) => !disabledReason(action, environment));
    const useValue = ACTIONS.flatMap((action) => disabledReason(action, environment) ?? []);
    const imports = [DataActionsModule, UpstreamsModule];
    return { module: ActionsModule, imports, controllers, providers: [{ provide: DISABLED_ACTIONS, useValue }] };
  }

  /** Logs here because the logger is not configured before. */
  constructor(@Inject(DISABLED_ACTIONS) disabled: readonly string[]) {
    const logger = new Logger(ActionsModule.name);
    for (const reason of disabled) logger.warn(reason);
  }
}
