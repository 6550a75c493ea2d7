import { IsIn, IsInt, Min } from 'class-validator';
import { Env } from '../config/env.decorator.js';

export class IdempotencyConfig {
  /** How long a write's answer is repeated for its key. */
  @Env('IDEMPOTENCY_TTL_SECONDS')
  @IsInt()
  @Min(1)
  readonly ttlSeconds: number = 86_400;

  /** `refuse`: after Redis has lost its memory, new writes are refused until the owners of running ones have recorded them anew. */
  @Env('IDEMPOTENCY_AFTER_MEMORY_LOSS')
  @IsIn(['accept', 'refuse'])
  readonly afterMemoryLoss: 'accept' | 'refuse' = 'accept';
}
