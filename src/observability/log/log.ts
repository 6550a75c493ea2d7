import { Injectable, LoggerService } from '@nestjs/common';
import { Logger, pino } from 'pino';
import { processEnvironment } from '../../config/variables/environment.js';
import { boundedLine } from './bounded-line.js';
import { describeError } from './describe-error.js';
import { isoTime } from '../../time/iso-time.js';
import { logOutput } from './log-output.js';
import { LoggingConfig } from './logging.config.js';
import { prettyLine } from './pretty-line.js';

/** Nest's classes that log every module, controller and route at startup. */
const STARTUP_CLASSES: readonly unknown[] = [
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
];

/** Application log on standard output, also for Nest's messages. */
@Injectable()
export class Log implements LoggerService {
  readonly pino: Logger;

  constructor({ level, format = defaultFormat() }: LoggingConfig) {
    const serializers = { err: (error: unknown) => describeError(error) };
    const formatters = { level: (name: string) => ({ level: name }) };
    const hooks = { streamWrite: format === 'pretty' ? prettyWriter() : boundedLine };
    this.pino = pino({ level, base: null, timestamp: isoTime, formatters, serializers, hooks }, logOutput());
  }

  log(message: unknown, ...context: unknown[]): void {
    this.write(STARTUP_CLASSES.includes(context.at(-1)) ? 'debug' : 'info', message, context);
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

const defaultFormat = (): 'json' | 'pretty' =>
  process.stdout.isTTY && processEnvironment()['NODE_ENV'] !== 'production' ? 'pretty' : 'json';

function prettyWriter(): (line: string) => string {
  const hasColors = process.stdout.isTTY && process.stdout.hasColors();
  return (line) => prettyLine(boundedLine(line), hasColors);
}
