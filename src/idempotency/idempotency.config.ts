import { IsInt, Min } from 'class-validator';
import { Env } from '../config/env.decorator.js';

export class IdempotencyConfig {
  /** How long a write's answer is repeated for its key. */
  @Env('IDEMPOTENCY_TTL_SECONDS')
  @IsInt()
  @Min(1)
  readonly ttlSeconds: number = 86_400;
}
