import { DATA_ACTIONS_PATH } from '../../data-actions/contract/data-action.metadata.js';
import { FunctionConfig } from './function.config.js';

/** Returns the route of the action that the event names, or of the configured action. Without both, returns `fallback`. */
export function actionUrl(event: unknown, config: FunctionConfig, fallback: string): string {
  const named = (event as { action?: unknown } | null | undefined)?.action;
  const action = typeof named === 'string' && named !== '' ? named : config.action;
  return action === undefined ? fallback : `${DATA_ACTIONS_PATH}/${encodeURIComponent(action.toWellFormed())}`;
}
