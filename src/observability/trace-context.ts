import { IncomingHttpHeaders } from 'node:http';

/** Where a call stands in a trace, and how an upstream is told. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Passed on as they came; none where a tracing system writes its own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Version, trace, parent, flags; a version that is not known yet may append more (W3C Trace Context §3.2). */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/;

/** §3.3.1.5 has 512 characters passed on at least; a longer list is dropped whole. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * What the caller's tracing system says. It is passed on also by a process that takes no part in tracing, so that its
 * upstreams' spans are found under the flow's trace. A header that is not valid is as none (§3.2.2), and without a valid
 * `traceparent` there is no `tracestate`.
 */
export function traceContextOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, rest] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || traceparent.length > 512 || (version === '00' && rest !== undefined)) return undefined;
  const hasState = typeof tracestate === 'string' && TRACESTATE.test(tracestate);
  return { traceId, headers: { traceparent, ...(hasState && { tracestate }) } };
}
