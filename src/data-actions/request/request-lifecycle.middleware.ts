import { IncomingMessage, ServerResponse } from 'node:http';
import { CanActivate, ExecutionContext, Injectable, NestMiddleware } from '@nestjs/common';
import { readCallOptions } from './context/call-options.js';
import { closeUnlessBodyEnds } from '../../limits/body/close-unless-body-ends.js';
import { AccessLog } from '../../observability/call/access-log.js';
import { recordOf } from '../../observability/call/call-record.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { connectionLimitMs } from '../../resilience/deadline/connection-limit.js';
import { DeadlineConfig } from '../../resilience/deadline/deadline.config.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { hasDeadline, setDeadline } from '../../resilience/deadline/request-deadline.js';

/**
 * Starts the deadline and the call record of each request, and writes the access log when the response closes. `createApp`
 * installs it before all other middleware. In an application that a test creates, it runs as the first guard instead.
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
    closeUnlessBodyEnds(request, response);
    response.once('close', () => {
      this.accessLog.write(record, request, response);
      deadline.onClientDisconnect();
    });
  }
}
