import { IsOptional, Matches } from 'class-validator';
import { Env, list } from '../../config/variables/env.decorator.js';

/** Data Actions of the platform that may be run, and the path that runs them. */
export class GenesysInvokeConfig {
  /** Action that runs if the input names none. */
  @Env('GENESYS_DATA_ACTION_ID')
  @IsOptional()
  readonly actionId?: string;

  /** Other actions that an input may name. `*`: any. */
  @Env('GENESYS_DATA_ACTION_IDS', list)
  readonly otherActionIds: readonly string[] = [];

  /** Path that runs an action. A path that ends with `/execute` receives the flat input. Any other path receives `{"input": …}`. */
  @Env('GENESYS_INVOKE_PATH')
  @Matches(/^\/.*\{actionId\}/, { message: 'path must begin with / and contain {actionId}' })
  readonly path: string = '/api/v2/integrations/actions/{actionId}/execute';

  /** Whether an attempt with an unknown outcome may be repeated under the same key. Unset: not for `/execute`, which ignores keys. */
  @Env('GENESYS_HONOURS_IDEMPOTENCY_KEY')
  readonly declaredHonour?: boolean;

  /** Segments of the path. One of them contains `{actionId}`. */
  get segments(): readonly string[] {
    return this.path.split('/').filter((segment) => segment !== '');
  }

  get takesFlatInput(): boolean {
    return this.path.endsWith('/execute');
  }

  get honoursKey(): boolean {
    return this.declaredHonour ?? !this.takesFlatInput;
  }

  /** Returns whether an input may name this action. */
  allows(actionId: string): boolean {
    return actionId === this.actionId || this.otherActionIds.some((allowed) => allowed === '*' || allowed === actionId);
  }
}
