import { DiagLogger } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { minutes } from '../time/durations.js';

/** Minimum interval between two warnings, because a failing exporter warns with every batch of spans. */
const WARN_INTERVAL_MS = minutes(1);

/** Writes OpenTelemetry's messages to the service's log, at most one warning per minute. */
export class OtelDiagLogger implements DiagLogger {
  private readonly logger = new Logger('OpenTelemetry');
  private warnedAtMs = -Infinity;

  error(message: string): void {
    this.warn(message);
  }

  warn(message: string): void {
    const nowMs = performance.now();
    if (nowMs - this.warnedAtMs < WARN_INTERVAL_MS) return;
    this.warnedAtMs = nowMs;
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
