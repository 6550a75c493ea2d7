import { availableParallelism } from 'node:os';
import { Env } from '../config/env.decorator.js';
import { Environment } from '../config/environment.js';

export class WorkersConfig {
  /** How many processes share the port, under a parent that supervises them; `auto`: one a core. 1: this process alone. */
  @Env('WORKERS', readCount)
  readonly count: number = 1;
}

/** Several processes have no memory in common, and what a write's key stands for must be. */
function readCount(text: string, environment: Environment): number {
  if (text !== 'auto' && !/^[1-9]\d{0,2}$/.test(text)) throw new Error('must be auto, or a number from 1 to 999');
  const count = text === 'auto' ? availableParallelism() : Number(text);
  const isShared = (environment['REDIS_URL'] ?? '').trim() !== '';
  if (count > 1 && !isShared)
    throw new Error('must be 1 without REDIS_URL: processes would not know of each other’s idempotency keys');
  return count;
}
