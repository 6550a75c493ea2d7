import { availableParallelism } from 'node:os';
import { Env } from '../config/variables/env.decorator.js';
import { Environment } from '../config/variables/environment.js';

export class WorkersConfig {
  /** Number of worker processes on the port, under a supervising parent; `auto`: one per core. 1: no parent. */
  @Env('WORKERS', parseCount)
  readonly count: number = 1;
}

/** Several processes need Redis, because they must share idempotency records. */
function parseCount(text: string, environment: Environment): number {
  if (text !== 'auto' && !/^[1-9]\d{0,2}$/.test(text)) throw new Error('must be auto, or a number from 1 to 999');
  const count = text === 'auto' ? availableParallelism() : Number(text);
  const isShared = (environment['REDIS_URL'] ?? '').trim() !== '';
  if (count > 1 && !isShared)
    throw new Error(
      'must be 1 without REDIS_URL, because several processes share their idempotency records through Redis',
    );
  return count;
}
