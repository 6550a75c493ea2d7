import { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, diag, Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { core } from '@opentelemetry/sdk-node';
import { ActionError } from '../errors/action-error.js';
import { CallRecord } from '../observability/call-record.js';
import { Tracer } from '../observability/tracer.js';

/** What the last spans may take on their way out: a collector that hangs must not hold up the end of a process. */
const FLUSH_LIMIT_MS = 1_500;

/** A span for every call of a Data Action, with what its line in the log says; and one for each attempt at an upstream. */
export class CallSpans implements Tracer {
  private readonly tracer = trace.getTracer('data-actions');

  /** @param shutDown sends the spans that are still here, and no more after that */
  constructor(private readonly shutDown: () => Promise<void>) {}

  call(record: CallRecord, response: ServerResponse, handle: () => void): void {
    nameRoute(response);
    const span = this.tracer.startSpan(`dataaction ${record.action}`);
    // Upstreams are told by the instrumentation, with the span that asks them as parent.
    record.trace = { traceId: span.spanContext().traceId, headers: {} };
    response.once('close', () => {
      describe(span, record, response.writableFinished);
      span.end();
    });
    context.with(trace.setSpan(context.active(), span), handle);
  }

  attempt<T>(upstream: string, operation: string, send: () => Promise<T>): Promise<T> {
    const attributes = { 'upstream.name': upstream, 'upstream.operation': operation };
    return this.tracer.startActiveSpan(`${upstream} ${operation}`, { attributes }, async (span) => {
      try {
        return await send();
      } catch (error) {
        const code = error instanceof ActionError ? error.code : 'ABANDONED';
        span.setStatus({ code: SpanStatusCode.ERROR, message: code });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  async stop(): Promise<void> {
    const shutdown = this.shutDown().catch((error: unknown) => diag.error(String(error)));
    await Promise.race([shutdown, sleep(FLUSH_LIMIT_MS, undefined, { ref: false })]);
  }
}

/** Gives the span of the request itself the address of the action, which its instrumentation does not know. */
function nameRoute({ req }: ServerResponse): void {
  const http = core.getRPCMetadata(context.active());
  const route = req.url?.split('?', 1)[0];
  if (http && route !== undefined) http.route = route;
}

function describe(span: Span, record: CallRecord, isAnswered: boolean): void {
  const { action, source = 'none', attempts, correlationId, organisation, failure } = record;
  const code = isAnswered ? (record.code ?? 'OK') : 'ABANDONED';
  span.setAttributes({
    'dataaction.name': action,
    'dataaction.code': code,
    'dataaction.source': source,
    'dataaction.attempts': attempts,
    'dataaction.correlation_id': correlationId,
    'dataaction.organisation': organisation,
  });
  // What the caller got wrong is no error of the service, as in HTTP's own conventions.
  if (failure && (failure.httpStatus === 429 || failure.httpStatus >= 500))
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
