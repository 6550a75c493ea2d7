import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

/** Asked all the time, and never part of a call. */
const UNTRACED = ['/health', '/metrics', '/status', '/docs', '/openapi.json'];

/**
 * Spans over incoming and outgoing HTTP; upstreams are asked by undici. Where an address may hold what a caller has put in, it
 * stays out: a query, what proxies say of a client, and the whole path to an upstream, which is told by the name of its
 * operation instead.
 */
export function httpSpans(): [HttpInstrumentation, UndiciInstrumentation] {
  return [
    new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED.some((path) => url.startsWith(path)),
      startIncomingSpanHook: () => ({ 'url.query': undefined, 'client.address': undefined }),
      startOutgoingSpanHook: () => ({ 'url.full': undefined }),
    }),
    new UndiciInstrumentation({
      startSpanHook: () => ({ 'url.full': undefined, 'url.path': undefined, 'url.query': undefined }),
    }),
  ];
}
