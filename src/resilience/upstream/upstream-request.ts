import { TraceContext } from '../../observability/call/trace-context.js';
import { Deadline } from '../deadline/deadline.js';
import { EncodedTarget, Query } from './request-target.js';
import { SideEffectTracker } from './side-effect-tracker.js';

/** Form in which the body of a response is read; a function parses its text, and throws where it cannot. */
export type ResponseForm = 'json' | 'text' | 'nothing' | ((text: string) => unknown);

/** The call on whose behalf an upstream is asked: it bounds every attempt, counts them, and has them in its trace. */
export interface UpstreamCall {
  readonly deadline: Deadline;
  /** Limit of one attempt in milliseconds. Default: `UPSTREAM_TIMEOUT_MS` */
  readonly upstreamTimeoutMs?: number;
  readonly record?: { attempts: number; readonly correlationId?: string; readonly trace?: TraceContext };
  /** Told of every attempt that may have an effect; a write's own. */
  readonly sideEffect?: SideEffectTracker;
}

/** One question to an upstream. */
export interface UpstreamRequest {
  /** Names what is asked, for the circuit, metrics and the log: `GET customers`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments of the path below the base URL. Each is encoded. `.`, `..` and empty ones are rejected. */
  readonly path: readonly string[] | EncodedTarget;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, URLSearchParams as a form, a string as plain text. */
  readonly body?: object | string;
  /**
   * Form of the response body. `json`: parsed, null for 204. `text`: a string. `nothing`: ignored. A function: what it makes of
   * a JSON text, which is empty for 204. Default: `json`
   */
  readonly expects?: ResponseForm;
  /** A second execution does no harm: it only reads, or its key is honoured. Default: GET is, anything else is not. */
  readonly repeatable?: boolean;
  /** It only reads, so that losing its answer leaves nothing in doubt. Default: GET does; a POST within a write must say so. */
  readonly readsOnly?: boolean;
  /** Attempts, the first included. Default: `RETRY_ATTEMPTS` */
  readonly maxAttempts?: number | undefined;
}

/** What an upstream answered, whole. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As the request expects it. */
  readonly body: unknown;
}
