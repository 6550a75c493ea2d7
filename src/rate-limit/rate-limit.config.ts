import { IsInt, IsOptional, Min, ValidateIf } from 'class-validator';
import { Env } from '../config/env.decorator.js';

export class RateLimitConfig {
  /** How many calls a minute each client may make, in the long run; unset: any number. */
  @Env('RATE_LIMIT_PER_MINUTE')
  @ValidateIf(({ perMinute, burst }: RateLimitConfig) => (perMinute ?? burst) !== undefined)
  @IsInt({ message: 'perMinute must be an integer number; RATE_LIMIT_BURST needs it' })
  @Min(1)
  readonly perMinute?: number;

  /** How many of them may come at once after a rest; unset: as many as in a minute. */
  @Env('RATE_LIMIT_BURST')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly burst?: number;
}
