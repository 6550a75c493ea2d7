import { IsInt, Min } from 'class-validator';
import { Env } from '../../config/env.decorator.js';
import { seconds } from '../../durations.js';

export class DeadlineConfig {
  /** What a call may take from its arrival; the answer leaves by then. */
  @Env('ACTION_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly actionTimeoutMs: number = seconds(8);
}
