import { TraceContext } from '../../observability/trace-context.js';
import { Deadline } from '../deadline/deadline.js';
import { SideEffectTracker } from './side-effect-tracker.js';

/** The call on whose behalf an upstream is asked: it bounds every attempt, counts them, and has them in its trace. */
export interface UpstreamCall {
  readonly deadline: Deadline;
  readonly record?: { attempts: number; readonly trace?: TraceContext };
  /** Told of every attempt that may have an effect; a write's own. */
  readonly sideEffect?: SideEffectTracker;
}

/** One question to an upstream. */
export interface UpstreamRequest {
  /** Names what is asked, for the circuit, metrics and the log: `GET customers`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** From the upstream's address on, without query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form where it is URLSearchParams. */
  readonly body?: object;
  /** A second execution does no harm: it only reads, or its key is honoured. GET always is; a POST must say so. */
  readonly repeatable?: boolean;
  /** It only reads, so that losing its answer leaves nothing in doubt. GET always does; a POST within a write must say so. */
  readonly readsOnly?: boolean;
}

/** What an upstream answered, whole. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON. */
  readonly body: unknown;
}
