import { Injectable, LoggerService } from '@nestjs/common';
import { Logger, pino } from 'pino';
import { boundedLine } from './bounded-line.js';
import { describeError } from './describe-error.js';
import { isoTime } from './iso-time.js';
import { logOutput } from './log-output.js';
import { LoggingConfig } from './logging.config.js';

/** Application log: JSON lines on standard output, also for Nest's messages. */
@Injectable()
export class Log implements LoggerService {
  readonly pino: Logger;

  constructor({ level }: LoggingConfig) {
    const serializers = { err: (error: unknown) => describeError(error) };
    const hooks = { streamWrite: boundedLine };
    this.pino = pino({ level, base: null, timestamp: isoTime, serializers, hooks }, logOutput());
  }

  log(message: unknown, ...context: unknown[]): void {
    this.write('info', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
    this.write('error', message, context);
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.write('fatal', message, context);
  }

  /** @param rest Nest passes the name of the logging class last, and a stack or an Error before it */
  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const name = rest.length > 0 ? rest.at(-1) : undefined;
    const details = rest.slice(0, -1).find((item) => item !== undefined);
    const err = message instanceof Error ? message : details;
    this.pino[level]({ ...(name !== undefined && { name }), ...(err !== undefined && { err }) }, String(message));
  }
}
