import { DynamicModule, Inject, Logger, Module, Type } from '@nestjs/common';
import { Environment } from '../config/variables/environment.js';
import { disabledReason } from '../data-actions/catalogue/disabled-reason.js';
import { dataActionOf } from '../data-actions/contract/data-action.metadata.js';
import { DataActionsModule } from '../data-actions/data-actions.module.js';
import { discoveredExports } from '../discovered-exports.js';
import { UpstreamsModule } from '../upstreams/upstreams.module.js';

/** All Data Actions of this service: the decorated classes of `*.action.ts` in this folder. */
export const ACTIONS: readonly Type<object>[] = discoveredExports('actions').filter(dataActionOf);

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

  /** Logs the disabled actions. Earlier, the logger is not configured yet. */
  constructor(@Inject(DISABLED_ACTIONS) disabled: readonly string[]) {
    const logger = new Logger(ActionsModule.name);
    for (const reason of disabled) logger.warn(reason);
  }
}
