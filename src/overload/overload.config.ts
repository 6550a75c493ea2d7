import { IsInt, Max, Min } from 'class-validator';
import { Env } from '../config/variables/env.decorator.js';
import { seconds } from '../time/durations.js';

export class OverloadConfig {
  /**
   * Duration of one turn of the event loop from which the process counts as overloaded, if every turn of a quarter second takes
   * that long. 0: never, no call is rejected.
   */
  @Env('OVERLOAD_DELAY_MS')
  @IsInt()
  @Min(0)
  @Max(seconds(10))
  readonly delayMs: number = 200;
}
