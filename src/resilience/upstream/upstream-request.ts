import { TraceContext } from '../../observability/call/trace-context.js';
import { Deadline } from '../deadline/deadline.js';
import { EncodedTarget, Query } from './request-target.js';
import { SideEffectTracker } from './side-effect-tracker.js';

/** Form in which the body of a response is read. A function parses its text, and throws if the text is invalid. */
export type ResponseForm = 'json' | 'text' | 'nothing' | ((text: string) => unknown);

/** The call that causes a request. It limits the time of all attempts, counts them and traces them. */
export interface UpstreamCall {
  readonly deadline: Deadline;
  /** Limit of one attempt in milliseconds. Default: `UPSTREAM_TIMEOUT_MS` */
  readonly upstreamTimeoutMs?: number;
  readonly record?: { attempts: number; readonly correlationId?: string; readonly trace?: TraceContext };
  /** Only for a write: tracks the attempts that may have an effect. */
  readonly sideEffect?: SideEffectTracker;
}

export interface UpstreamRequest {
  /** Name for the circuit, the metrics and the log: `GET customers`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments of the path below the base URL. Each is encoded. `.`, `..` and empty ones are rejected. */
  readonly path: readonly string[] | EncodedTarget;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, URLSearchParams as a form, a string as plain text. */
  readonly body?: object | string;
  /**
   * Form of the response body. `json`: parsed, null for 204. `text`: a string. `nothing`: ignored. A function: its result
   * for the JSON text; the text is empty for 204. Default: `json`
   */
  readonly expects?: ResponseForm;
  /**
   * Whether a second execution is harmless: the request only reads, or the upstream honours its idempotency key. Default:
   * true for GET only
   */
  readonly repeatable?: boolean;
  /** Whether the request only reads, so that a lost response leaves no write with an unknown outcome. Default: true for GET only */
  readonly readsOnly?: boolean;
  /** Attempts, the first included. Default: `RETRY_ATTEMPTS` */
  readonly maxAttempts?: number | undefined;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Body in the form that the request expects. */
  readonly body: unknown;
}
