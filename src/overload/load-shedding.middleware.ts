import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger, NestMiddleware, OnApplicationShutdown } from '@nestjs/common';
import { Catalogue, CatalogueEntry } from '../data-actions/catalogue/catalogue.js';
import { readCallOptions } from '../data-actions/request/context/call-options.js';
import { seconds } from '../time/durations.js';
import { FAILURE_STYLES, FailureStyle } from '../errors/error-envelope.js';
import { closeUnlessBodyEnds } from '../limits/body/close-unless-body-ends.js';
import { correlationIdOf } from '../observability/call/call-record.js';
import { DrainTracker } from '../observability/drain-tracker.js';
import { Metrics } from '../observability/metrics/metrics.js';
import { DeadlineConfig } from '../resilience/deadline/deadline.config.js';
import { isAmbiguous } from '../server/gates/reject-ambiguous-requests.middleware.js';
import { LoadShedder, SheddingReason } from './load-shedder.js';
import { OverloadConfig } from './overload.config.js';
import { OVERLOADED, ShedResponse } from './shed-response.js';

/** Interval of the log lines about rejected calls during an overload. */
const REPORT_MS = seconds(5);

/** A Data Action as far as rejected calls need it. */
interface ShedAction {
  readonly name: string;
  readonly style: FailureStyle;
  readonly responses: Readonly<Record<FailureStyle, ShedResponse>>;
}

/**
 * Rejects calls of Data Actions that the process has no CPU time for, with 429 and before anything else is done for them.
 * Their bodies are not read. They are counted in metrics and in one log line every five seconds.
 */
@Injectable()
export class LoadShedding implements NestMiddleware<IncomingMessage, ServerResponse>, OnApplicationShutdown {
  private readonly logger = new Logger('Overload');
  private readonly shedder: LoadShedder;
  private actions: ReadonlyMap<string, ShedAction> | undefined;
  private unreported = 0;
  private reportedAtMs = 0;

  constructor(
    { delayMs }: OverloadConfig,
    private readonly catalogue: Catalogue,
    private readonly metrics: Metrics,
    private readonly deadlines: DeadlineConfig,
    private readonly drainTracker: DrainTracker,
  ) {
    this.shedder = new LoadShedder({
      thresholdMs: delayMs,
      onChange: (isOverloaded) => metrics.overloadActive.set(Number(isOverloaded)),
    });
  }

  use(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    const action = request.method === 'POST' ? this.actionAt(request.url ?? '') : undefined;
    if (!action) return next();
    const { failureStyle = action.style, timeoutMs = Infinity } = readCallOptions(request.headers);
    const reason = this.shedder.admit(Math.min(timeoutMs, this.deadlines.actionTimeoutMs));
    // An ambiguous request ends its connection, as always.
    if (reason === undefined || isAmbiguous(request)) return next();
    this.drainTracker.trackRequest(response);
    closeUnlessBodyEnds(request, response);
    const prepared = action.responses[failureStyle];
    const { headers, body } = prepared.render(correlationIdOf(request.headers));
    response.writeHead(prepared.httpStatus, headers).end(body);
    this.record(action, reason);
  }

  /** Registers an accepted connection. */
  recordConnection(): void {
    this.shedder.recordConnection();
  }

  onApplicationShutdown(): void {
    this.shedder.stop();
  }

  /** Returns nothing for a path that differs from the route, for example by a slash at its end: such a call is not shed. */
  private actionAt(url: string): ShedAction | undefined {
    this.actions ??= new Map(this.catalogue.list().flatMap(shedRoutes));
    const end = url.indexOf('?');
    return this.actions.get(end < 0 ? url : url.slice(0, end));
  }

  private record({ name }: ShedAction, reason: SheddingReason): void {
    this.metrics.overloadRejections.inc({ reason });
    this.metrics.calls.inc({ action: name, code: OVERLOADED.code, source: 'none' });
    this.unreported += 1;
    const nowMs = performance.now();
    if (nowMs - this.reportedAtMs < REPORT_MS) return;
    this.logger.warn(`${this.unreported} calls rejected: the process has more work than CPU time`);
    this.reportedAtMs = nowMs;
    this.unreported = 0;
  }
}

function shedRoutes(action: CatalogueEntry): (readonly [string, ShedAction])[] {
  const responses = Object.fromEntries(FAILURE_STYLES.map((style) => [style, new ShedResponse(action, style)]));
  const shed = { name: action.name, style: action.failureStyle ?? 'status', responses } as ShedAction;
  return action.routes.map((route) => [route, shed] as const);
}
