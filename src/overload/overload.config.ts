import { EnvInteger } from '../config/variables/env.decorator.js';
import { seconds } from '../time/durations.js';

export class OverloadConfig {
  /** Longest time that a call waits for CPU time. A call that would wait longer is rejected. 0: no call waits or is rejected. */
  @EnvInteger('OVERLOAD_DELAY_MS', { min: 0, max: seconds(10) })
  readonly delayMs: number = 100;
}
