import { DynamicModule, Inject, Logger, Module, Type } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { dataActionOf } from '../data-actions/contract/data-action.metadata.js';
import { DataActionsModule } from '../data-actions/data-actions.module.js';
import { UpstreamsModule } from '../upstreams/upstreams.module.js';
import { ConversationQueryAction } from './conversation-query.action.js';
import { CustomerLookupAction } from './customer-lookup.action.js';
import { CustomerOverviewAction } from './customer-overview.action.js';
import { InvokeDataActionAction } from './invoke-data-action.action.js';
import { QueuesAction } from './queues.action.js';

/** Every Data Action of this service, one line each. */
export const ACTIONS: readonly Type<object>[] = [
  ConversationQueryAction,
  CustomerLookupAction,
  CustomerOverviewAction,
  InvokeDataActionAction,
  QueuesAction,
];

const DISABLED_ACTIONS = Symbol('what is not offered, and why');

/** Offers the actions whose upstreams are configured. */
@Module({})
export class ActionsModule {
  static forEnvironment(environment: Environment): DynamicModule {
    const controllers = ACTIONS.filter((action) => !whyLeftOut(action, environment));
    const useValue = ACTIONS.flatMap((action) => whyLeftOut(action, environment) ?? []);
    const imports = [DataActionsModule, UpstreamsModule];
    return { module: ActionsModule, imports, controllers, providers: [{ provide: DISABLED_ACTIONS, useValue }] };
  }

  /** Said here and not before, when there is no log yet that would keep to its level. */
  constructor(@Inject(DISABLED_ACTIONS) disabled: readonly string[]) {
    const logger = new Logger(ActionsModule.name);
    for (const why of disabled) logger.warn(why);
  }
}

/** Undefined for an action whose upstreams are configured. */
function whyLeftOut(action: Type<object>, environment: Environment): string | undefined {
  const { name, needs = [], needsOneOf = [] } = dataActionOf(action) ?? { name: action.name };
  const isMissing = (variable: string): boolean => !environment[variable]?.trim();
  const missing = needs.filter(isMissing);
  if (needsOneOf.length > 0 && needsOneOf.every(isMissing)) missing.push(needsOneOf.join(' or '));
  return missing.length > 0 ? `${name} is not offered: ${missing.join(', ')} not set` : undefined;
}
