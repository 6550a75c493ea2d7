import { IsInt, Min } from 'class-validator';
import { Env } from '../../config/variables/env.decorator.js';
import { seconds } from '../../time/durations.js';

export class DeadlineConfig {
  /** Time limit of a call from its arrival to its response. */
  @Env('ACTION_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly actionTimeoutMs: number = seconds(8);
}
