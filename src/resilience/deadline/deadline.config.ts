import { EnvInteger } from '../../config/variables/env.decorator.js';
import { seconds } from '../../time/durations.js';

export class DeadlineConfig {
  /** Time limit of a call from its arrival to its response. */
  @EnvInteger('ACTION_TIMEOUT_MS', { min: 1 })
  readonly actionTimeoutMs: number = seconds(8);
}
