import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

/** Paths without spans: frequent requests that are not Data Action calls. */
const UNTRACED = ['/health', '/metrics', '/status', '/docs', '/openapi.json'];

/**
 * Creates spans for incoming and outgoing HTTP requests; upstream requests use undici. Omits attributes that may contain
 * caller data: the query, the client address and the URL of an upstream. The attempt's span names the operation instead.
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
