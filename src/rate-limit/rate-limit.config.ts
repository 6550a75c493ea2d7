import { IsInt, IsOptional, Min, ValidateIf } from 'class-validator';
import { Env, EnvInteger } from '../config/variables/env.decorator.js';

export class RateLimitConfig {
  /** Average number of calls per minute and client. Default: no limit. */
  @Env('RATE_LIMIT_PER_MINUTE')
  @ValidateIf(({ perMinute, burst }: RateLimitConfig) => (perMinute ?? burst) !== undefined)
  @IsInt({ message: 'perMinute must be an integer number; RATE_LIMIT_BURST requires it' })
  @Min(1)
  readonly perMinute?: number;

  /** Number of calls that an idle client may send at once. Default: `perMinute`. */
  @EnvInteger('RATE_LIMIT_BURST', { min: 1 })
  @IsOptional()
  readonly burst?: number;
}
