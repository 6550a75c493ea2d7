import { DATA_ACTIONS_PATH } from '../data-actions/contract/data-action.metadata.js';
import { FunctionConfig } from './function.config.js';

/** Where the action is served that an event names, or else the configured one; without either, where nothing is. */
export function actionUrl(event: unknown, config: FunctionConfig): string {
  const named = (event as { action?: unknown } | null | undefined)?.action;
  const action = typeof named === 'string' && named !== '' ? named : config.action;
  return action === undefined ? '/' : `${DATA_ACTIONS_PATH}/${encodeURIComponent(action.toWellFormed())}`;
}
