import { DynamicModule, Logger, Module, Type } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { dataActionOf } from '../data-actions/data-action.metadata.js';
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

/** Offers the actions whose upstreams are configured. */
@Module({})
export class ActionsModule {
  static forEnvironment(environment: Environment): DynamicModule {
    const controllers = ACTIONS.filter((action) => isConfigured(action, environment));
    return { module: ActionsModule, imports: [DataActionsModule, UpstreamsModule], controllers };
  }
}

function isConfigured(action: Type<object>, environment: Environment): boolean {
  const { name, needs = [], needsOneOf = [] } = dataActionOf(action) ?? { name: action.name };
  const isMissing = (variable: string): boolean => !environment[variable]?.trim();
  const missing = needs.filter(isMissing);
  if (needsOneOf.length > 0 && needsOneOf.every(isMissing)) missing.push(needsOneOf.join(' or '));
  if (missing.length > 0) new Logger(ActionsModule.name).warn(`${name} is not offered: ${missing.join(', ')} not set`);
  return missing.length === 0;
}
