import { IncomingMessage, ServerResponse } from 'node:http';
import { CanActivate, ExecutionContext, Injectable, NestMiddleware } from '@nestjs/common';
import { readCallOptions } from './call-options.js';
import { seconds } from '../../durations.js';
import { AccessLog } from '../../observability/access-log.js';
import { recordOf } from '../../observability/call-record.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { connectionLimitMs } from '../../resilience/deadline/connection-limit.js';
import { DeadlineConfig } from '../../resilience/deadline/deadline.config.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { hasDeadline, setDeadline } from '../../resilience/deadline/request-deadline.js';

/** Time to receive the rest of an unread body before the connection is closed. */
const LINGER_MS = seconds(2);

/**
 * Starts the deadline and the call record of each request, and writes the access log when the response closes.
 * `createApp` installs it before all other middleware. In an application that a test creates it runs as the first
 * guard.
 */
@Injectable()
export class RequestLifecycle implements NestMiddleware<IncomingMessage, ServerResponse>, CanActivate {
  constructor(
    private readonly drainTracker: DrainTracker,
    private readonly accessLog: AccessLog,
    private readonly config: DeadlineConfig,
  ) {}

  use(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    this.begin(request, response);
    next();
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    if (context.getType() === 'http' && !hasDeadline(http.getRequest()))
      this.begin(http.getRequest(), http.getResponse());
    return true;
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    const record = recordOf(request);
    const { actionTimeoutMs } = this.config;
    const { timeoutMs = actionTimeoutMs } = readCallOptions(request.headers);
    const limitMs = Math.min(timeoutMs, actionTimeoutMs, connectionLimitMs(request));
    const deadline = new Deadline(record.arrivedAtMs, limitMs);
    setDeadline(request, deadline);
    this.drainTracker.trackRequest(response);
    response.setHeader('X-Correlation-Id', record.correlationId);
    response.once('close', () => {
      if (response.writableFinished) linger(request);
      this.accessLog.write(record, request, response);
      deadline.onClientDisconnect();
    });
  }
}

/**
 * Receives and discards the rest of an unread body for a limited time. Closing at once would reset the connection, and
 * the client could lose the response.
 */
function linger(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
