import { IncomingMessage, ServerResponse } from 'node:http';
import { readCallOptions } from './call-options.js';
import { seconds } from '../../durations.js';
import { AccessLog } from '../../observability/access-log.js';
import { recordOf } from '../../observability/call-record.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { connectionLimitMs } from '../../resilience/deadline/connection-limit.js';
import { DeadlineConfig } from '../../resilience/deadline/deadline.config.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { DeadlineWatch } from '../../resilience/deadline/deadline-watch.js';
import { setDeadline } from '../../resilience/deadline/request-deadline.js';

/** How long the rest of a body may come that nobody reads, before its connection is closed. */
const LINGER_MS = seconds(2);

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

interface RequestLifecycleDependencies {
  readonly drainTracker: DrainTracker;
  readonly accessLog: AccessLog;
  readonly deadline: DeadlineConfig;
}

/** The first thing that happens to a request: its clock starts, it gets its correlation id, and its end will be told. */
export function requestLifecycle({
  drainTracker,
  accessLog,
  deadline: { actionTimeoutMs },
}: RequestLifecycleDependencies): Middleware {
  const watch = new DeadlineWatch();
  return (request, response, next) => {
    const record = recordOf(request);
    const { timeoutMs = actionTimeoutMs } = readCallOptions(request.headers);
    const limitMs = Math.min(timeoutMs, actionTimeoutMs, connectionLimitMs(request));
    const deadline = new Deadline(record.arrivedAtMs, limitMs, watch);
    setDeadline(request, deadline);
    drainTracker.trackRequest(response);
    response.setHeader('X-Correlation-Id', record.correlationId);
    response.once('close', () => {
      if (response.writableFinished) linger(request);
      accessLog.write(record, request, response);
      deadline.onClientDisconnect();
    });
    next();
  };
}

/**
 * Lets a sender finish whose body was refused unread: closing at once would reset the connection and lose the answer on
 * its way. Node reads and drops what still comes; not for ever.
 */
function linger(request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
