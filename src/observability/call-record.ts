import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { ActionError } from '../errors/action-error.js';
import { Source } from '../errors/error-envelope.js';
import { TraceContext, traceContextOf } from './trace-context.js';

/**
 * What is known of one HTTP call, gathered while it runs: the source of its correlation id, its one line in the log and
 * its metrics. It never holds a token, a key or an input value.
 */
export class CallRecord {
  /** Monotonic milliseconds of the arrival. */
  readonly arrivedAtMs = performance.now();
  readonly arrivedAtEpochMs = Date.now();
  readonly correlationId: string;

  /** The route as it is registered, never the caller's own text; absent for a request that was refused before routing. */
  route?: string;
  /** The Data Action's name; absent for other routes. */
  action?: string;
  organisation?: string;
  client?: string;
  flowId?: string;
  interactionId?: string;
  /** The answer's `code`. */
  code?: string;
  /** Where its answer comes from, if not from the action. */
  source?: Source;
  /** What the call failed with; its cause is for the log alone. */
  failure?: ActionError;
  /** The trace that the call belongs to. */
  trace?: TraceContext;
  /** Attempts at upstreams. */
  attempts = 0;
  /** Milliseconds by stage of the call. */
  readonly stagesMs: Record<string, number> = {};

  private stageBeganAtMs = this.arrivedAtMs;

  constructor({ headers }: IncomingMessage) {
    this.correlationId = correlationIdOf(headers['inin-correlation-id']) ?? randomUUID();
    const trace = traceContextOf(headers);
    if (trace) this.trace = trace;
  }

  /** Closes the stage that runs now under a name; the next one begins. */
  endStage(name: string): void {
    const nowMs = performance.now();
    this.stagesMs[name] = Math.round((nowMs - this.stageBeganAtMs) * 100) / 100;
    this.stageBeganAtMs = nowMs;
  }
}

const RECORD = Symbol('record');

/** The request's record, begun when it is asked for the first time. */
export const recordOf = (request: IncomingMessage & { [RECORD]?: CallRecord }): CallRecord =>
  (request[RECORD] ??= new CallRecord(request));

/** The platform's own id of the call, if it can stand in a header and a log as it is. */
function correlationIdOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\x21-\x7e]{1,128}$/.test(header) ? header : undefined;
}
