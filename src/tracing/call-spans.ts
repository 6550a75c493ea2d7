import { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, diag, Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { core } from '@opentelemetry/sdk-node';
import { ActionError } from '../errors/action-error.js';
import { CallRecord } from '../observability/call/call-record.js';
import { Tracer } from '../observability/call/tracer.js';

/** Time limit for sending the last spans, so that a hanging collector does not delay the shutdown. */
const FLUSH_TIMEOUT_MS = 1_500;

/** Creates a span for each Data Action call, with the fields of its log line, and one for each upstream attempt. */
export class CallSpans implements Tracer {
  private readonly tracer = trace.getTracer('data-actions');

  /** @param shutDown sends the remaining spans and stops the exporter */
  constructor(private readonly shutDown: () => Promise<void>) {}

  call(record: CallRecord, response: ServerResponse, handle: () => void): void {
    nameRoute(response);
    const span = this.tracer.startSpan(`dataaction ${record.action}`);
    // No headers: the HTTP instrumentation sends `traceparent` with the attempt's span as parent.
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
    await Promise.race([shutdown, sleep(FLUSH_TIMEOUT_MS, undefined, { ref: false })]);
  }
}

/** Sets the route of the HTTP span, because the HTTP instrumentation does not know the route. */
function nameRoute({ req }: ServerResponse): void {
  const http = core.getRPCMetadata(context.active());
  const route = req.url?.split('?', 1)[0];
  if (http && route !== undefined) http.route = route;
}

function describe(span: Span, record: CallRecord, isResponseSent: boolean): void {
  const { action, source = 'none', attempts, correlationId, organisation, failure } = record;
  const code = isResponseSent ? (record.code ?? 'OK') : 'ABANDONED';
  span.setAttributes({
    'dataaction.name': action,
    'dataaction.code': code,
    'dataaction.source': source,
    'dataaction.attempts': attempts,
    'dataaction.correlation_id': correlationId,
    'dataaction.organisation': organisation,
  });
  // A caller's error is not an error of the span (OpenTelemetry semantic conventions for HTTP servers).
  if (failure && (failure.httpStatus === 429 || failure.httpStatus >= 500))
    span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
