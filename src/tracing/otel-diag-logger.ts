import { DiagLogger } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { minutes } from '../durations.js';

/** The same trouble comes with every batch of spans. */
const TELL_EVERY_MS = minutes(1);

/** Takes what OpenTelemetry has to say into the service's log; of errors and warnings one a minute, as calls go on without it. */
export class OtelDiagLogger implements DiagLogger {
  private readonly logger = new Logger('OpenTelemetry');
  private toldAtMs = -Infinity;

  error(message: string): void {
    this.warn(message);
  }

  warn(message: string): void {
    const nowMs = performance.now();
    if (nowMs - this.toldAtMs < TELL_EVERY_MS) return;
    this.toldAtMs = nowMs;
    this.logger.warn(message);
  }

  info(message: string): void {
    this.logger.log(message);
  }

  debug(message: string): void {
    this.logger.debug(message);
  }

  verbose(message: string): void {
    this.logger.verbose(message);
  }
}
