import { IncomingHttpHeaders } from 'node:http';

export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Headers to forward unchanged; empty if OpenTelemetry is enabled, because it sends its own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Version, trace id, parent id, flags. Later versions may append fields (W3C Trace Context §3.2). */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/;

/** §3.3.1.5 requires support for 512 characters. A longer list is dropped. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * Reads the caller's trace context. Upstreams receive it even if tracing is disabled, so that their spans join the flow's
 * trace. An invalid header counts as absent (§3.2.2), and `tracestate` requires a valid `traceparent`.
 */
export function traceContextOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, rest] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || traceparent.length > 512 || (version === '00' && rest !== undefined)) return undefined;
  const hasState = typeof tracestate === 'string' && TRACESTATE.test(tracestate);
  return { traceId, headers: { traceparent, ...(hasState && { tracestate }) } };
}
