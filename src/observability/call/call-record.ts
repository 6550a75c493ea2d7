import { randomUUID } from 'node:crypto';
import { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ActionError } from '../../errors/action-error.js';
import { Source } from '../../envelope/envelope.js';
import { TraceContext, traceContextOf } from './trace-context.js';

/**
 * Data of one HTTP call for its log line and metrics, collected while it runs. It never contains a token, a key or an input
 * value.
 */
export class CallRecord {
  /** When the call arrived, by the monotonic clock. */
  readonly arrivedAtMs = performance.now();
  readonly arrivedAtEpochMs = Date.now();
  readonly correlationId: string;

  /** The registered route, never the path that the caller sent; absent for a request that was rejected before routing. */
  route?: string;
  /** Name of the Data Action; absent for other routes. */
  action?: string;
  organisation?: string;
  client?: string;
  flowId?: string;
  interactionId?: string;
  code?: string;
  source?: Source;
  failure?: ActionError;
  trace?: TraceContext;
  attempts = 0;
  /** Milliseconds by stage of the call. */
  readonly stagesMs: Record<string, number> = {};

  private stageStartedAtMs = this.arrivedAtMs;

  constructor({ headers }: IncomingMessage) {
    this.correlationId = correlationIdOf(headers);
    const trace = traceContextOf(headers);
    if (trace) this.trace = trace;
  }

  /** Ends the current stage under this name and starts the next one. */
  endStage(name: string): void {
    const nowMs = performance.now();
    this.stagesMs[name] = Math.round((nowMs - this.stageStartedAtMs) * 100) / 100;
    this.stageStartedAtMs = nowMs;
  }
}

const RECORD = Symbol('record');

/** Returns the record of a request. The first call creates it. */
export const recordOf = (request: IncomingMessage & { [RECORD]?: CallRecord }): CallRecord =>
  (request[RECORD] ??= new CallRecord(request));

/** Returns the correlation id from Genesys Cloud if it is safe in a header and a log line, otherwise a new id. */
export function correlationIdOf({ 'inin-correlation-id': id }: IncomingHttpHeaders): string {
  return typeof id === 'string' && /^[\x21-\x7e]{1,128}$/.test(id) ? id : randomUUID();
}
