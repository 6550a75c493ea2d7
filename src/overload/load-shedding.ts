import { AsyncResource } from 'node:async_hooks';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { Catalogue, CatalogueEntry } from '../data-actions/catalogue/catalogue.js';
import { readCallOptions } from '../data-actions/request/context/call-options.js';
import { seconds } from '../time/durations.js';
import { FAILURE_STYLES, FailureStyle } from '../envelope/envelope.js';
import { closeUnlessBodyEnds } from '../limits/body/close-unless-body-ends.js';
import { ABANDONED } from '../observability/call/access-log.js';
import { correlationIdOf, recordOf } from '../observability/call/call-record.js';
import { DrainTracker } from '../observability/drain-tracker.js';
import { Metrics } from '../observability/metrics/metrics.js';
import { DeadlineConfig } from '../resilience/deadline/deadline.config.js';
import { isAmbiguous } from '../server/gates/reject-ambiguous-requests.middleware.js';
import { RequestGate } from '../server/wire/request-gate.js';
import { CallQueue, QueueRejection } from './call-queue.js';
import { readPlainHead } from './plain-head.js';
import { OverloadConfig } from './overload.config.js';
import { OVERLOADED, ShedResponse } from './shed-response.js';

/** Interval of the log lines about rejected calls during an overload. */
const REPORT_MS = seconds(5);

/** The properties of a Data Action that are needed to reject its calls. */
interface ShedAction {
  readonly name: string;
  readonly style: FailureStyle;
  readonly responses: Readonly<Record<FailureStyle, ShedResponse>>;
}

/**
 * Gate in front of the application: calls of Data Actions wait while the process is busy. A call that would wait for too
 * long is rejected with 429 before any other work for it, and its body is not read. Metrics and one log line every five
 * seconds count the rejected calls. Other requests, such as probes, are served at once.
 */
@Injectable()
export class LoadShedding implements RequestGate {
  private readonly logger = new Logger('Overload');
  private readonly queue: CallQueue;
  private actions: ReadonlyMap<string, ShedAction> | undefined;
  private readonly rejected = new Map<string, number>();
  private flushing: NodeJS.Immediate | undefined;
  private unreported = 0;
  private reportedAtMs = -Infinity;

  constructor(
    { delayMs }: OverloadConfig,
    private readonly catalogue: Catalogue,
    private readonly metrics: Metrics,
    private readonly deadlines: DeadlineConfig,
    private readonly drainTracker: DrainTracker,
  ) {
    this.queue = new CallQueue({
      maxWaitMs: delayMs,
      onChange: (isOverloaded) => metrics.overloadActive.set(Number(isOverloaded)),
    });
  }

  admit(request: IncomingMessage, response: ServerResponse, serve: () => void): void {
    const action = request.method === 'POST' ? this.actionAt(request.url ?? '') : undefined;
    if (!action) return serve();
    if (this.queue.startNow(serve)) return;
    // An ambiguous request is not queued. The check that rejects it needs the bytes that Node is parsing now.
    if (isAmbiguous(request)) return serve();
    this.drainTracker.trackRequest(response);
    const record = recordOf(request);
    const { failureStyle = action.style, timeoutMs = Infinity } = readCallOptions(request.headers);
    const begin = (): void => {
      if (response.closed) return this.metrics.calls.inc({ action: action.name, code: ABANDONED, source: 'none' });
      record.endStage('queue');
      serve();
    };
    // `AsyncResource.bind` is not used: each function that it returns has its own prototype, which keeps
    // the call in memory until a major garbage collection.
    const context = new AsyncResource('DataActionCall');
    const start = (): void => context.runInAsyncScope(begin);
    const reason = this.queue.add(start, Math.min(timeoutMs, this.deadlines.actionTimeoutMs));
    if (reason === undefined) return;
    closeUnlessBodyEnds(request, response);
    const prepared = action.responses[failureStyle];
    const { headers, body } = prepared.render(record.correlationId);
    response.writeHead(prepared.httpStatus, headers).end(body);
    this.record(action, reason);
  }

  rejectEarly(request: IncomingMessage): string | undefined {
    if (!this.queue.isFull || request.method !== 'POST' || this.drainTracker.isDraining) return undefined;
    const action = this.actionAt(request.url ?? '');
    const head = action && readPlainHead(request.rawHeaders);
    if (!action || !head) return undefined;
    this.record(action, this.queue.reject());
    const style = head.failureStyle === 'in-body' || head.failureStyle === 'status' ? head.failureStyle : action.style;
    return action.responses[style].message(correlationIdOf({ 'inin-correlation-id': head.correlationId }));
  }

  /** Registers an accepted connection. */
  recordConnection(): void {
    this.queue.recordConnection();
  }

  /**
   * Returns the action of a URL; undefined if the path differs from the route, for example by a trailing slash. Such a call
   * is served at once.
   */
  private actionAt(url: string): ShedAction | undefined {
    this.actions ??= new Map(this.catalogue.list().flatMap(shedRoutes));
    const end = url.indexOf('?');
    return this.actions.get(end < 0 ? url : url.slice(0, end));
  }

  /** Counts a rejected call. The metrics are updated only once per turn, because an update costs as much as a rejection. */
  private record({ name }: ShedAction, reason: QueueRejection): void {
    const key = `${reason} ${name}`;
    this.rejected.set(key, (this.rejected.get(key) ?? 0) + 1);
    this.flushing ??= setImmediate(() => this.flush());
  }

  private flush(): void {
    this.flushing = undefined;
    for (const [key, count] of this.rejected) {
      const [reason = '', action = ''] = key.split(' ');
      this.metrics.overloadRejections.inc({ reason }, count);
      this.metrics.calls.inc({ action, code: OVERLOADED.code, source: 'none' }, count);
      this.unreported += count;
    }
    this.rejected.clear();
    const nowMs = performance.now();
    if (nowMs - this.reportedAtMs < REPORT_MS) return;
    this.logger.warn(`${this.unreported} calls rejected: the process does not have enough CPU time`);
    this.reportedAtMs = nowMs;
    this.unreported = 0;
  }
}

function shedRoutes(action: CatalogueEntry): (readonly [string, ShedAction])[] {
  const responses = Object.fromEntries(FAILURE_STYLES.map((style) => [style, new ShedResponse(action, style)]));
  const shed = { name: action.name, style: action.failureStyle ?? 'status', responses } as ShedAction;
  return action.routes.map((route) => [route, shed] as const);
}
