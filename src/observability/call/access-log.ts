import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { cutText } from '../../limits/text/cut-text.js';
import { CallRecord } from './call-record.js';
import { docsUrl } from './docs-url.js';
import { Log } from '../log/log.js';
import { LoggingConfig } from '../log/logging.config.js';
import { Metrics } from '../metrics/metrics.js';

/** Code of a call if its client disconnected before the response was sent. */
export const ABANDONED = 'ABANDONED';

const MAX_NAME_CHARACTERS = 128;
const MAX_REASON_CHARACTERS = 500;

/** Writes one structured log line per call and updates its metrics. */
@Injectable()
export class AccessLog {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly config: LoggingConfig,
  ) {}

  write(record: CallRecord, request: IncomingMessage, response: ServerResponse): void {
    const durationMs = performance.now() - record.arrivedAtMs;
    const code = response.writableFinished ? (record.code ?? 'OK') : ABANDONED;
    const { action, source = 'none' } = record;
    if (action !== undefined) {
      this.metrics.calls.inc({ action, code, source });
      this.metrics.duration.observe({ action }, durationMs / 1_000);
    }
    const line = {
      correlation_id: record.correlationId,
      trace_id: record.trace?.traceId,
      method: request.method,
      path: record.route,
      status: response.statusCode,
      code,
      source,
      duration_ms: Math.round(durationMs * 100) / 100,
      stages_ms: record.stagesMs,
      attempts: record.attempts,
      action,
      organisation: shorten(record.organisation),
      client: shorten(record.client),
      flow_id: record.flowId ?? header(request, 'x-genesys-flow-id'),
      interaction_id: record.interactionId,
      errors: record.failure?.logMessages,
      reason: reasonOf(record),
      docs_url: code === 'OK' ? undefined : docsUrl(this.config.docsUrl, code),
      err: code === 'INTERNAL' ? (record.failure?.cause ?? record.failure) : undefined,
    };
    this.log.pino[levelOf(record, response)](line, 'call');
  }
}

/** Successful requests without an action, such as probes and pages, have the level debug: they outnumber the calls. */
function levelOf({ action, code }: CallRecord, { statusCode }: ServerResponse): 'error' | 'info' | 'debug' {
  if (code === 'INTERNAL') return 'error';
  return action !== undefined || statusCode >= 400 ? 'info' : 'debug';
}

/** Returns the internal reason of a failure, which the response omits. */
function reasonOf({ failure }: CallRecord): string | undefined {
  if (!failure) return undefined;
  if ('reason' in failure) return String(failure.reason);
  return failure.cause instanceof Error ? cutText(failure.cause.message, MAX_REASON_CHARACTERS) : undefined;
}

/** Limits the length of a token claim. */
const shorten = (name: string | undefined): string | undefined => name && cutText(name, MAX_NAME_CHARACTERS);

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value.slice(0, MAX_NAME_CHARACTERS) : undefined;
}
