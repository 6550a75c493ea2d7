import { Env } from '../config/variables/env.decorator.js';

export class HostedActionsConfig {
  /** Folder of exported Data Actions that are served unchanged. Unset: no hosted actions. */
  @Env('DATA_ACTIONS_DIR')
  readonly folder?: string;
}
