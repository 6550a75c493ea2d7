import { IsIn } from 'class-validator';
import { Env } from '../config/env.decorator.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export class LoggingConfig {
  /** Minimum severity. */
  @Env('LOG_LEVEL')
  @IsIn(LOG_LEVELS)
  readonly level: (typeof LOG_LEVELS)[number] = 'info';
}
