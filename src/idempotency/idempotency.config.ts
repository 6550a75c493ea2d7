import { IsIn } from 'class-validator';
import { Env, EnvInteger } from '../config/variables/env.decorator.js';

export class IdempotencyConfig {
  /** How long the result of a write is replayed for its key. */
  @EnvInteger('IDEMPOTENCY_TTL_SECONDS', { min: 1 })
  readonly ttlSeconds: number = 86_400;

  /**
   * `refuse`: after Redis has lost its memory, new writes are rejected until the owners of running writes have stored their
   * records again.
   */
  @Env('IDEMPOTENCY_AFTER_MEMORY_LOSS')
  @IsIn(['accept', 'refuse'])
  readonly afterMemoryLoss: 'accept' | 'refuse' = 'accept';
}
