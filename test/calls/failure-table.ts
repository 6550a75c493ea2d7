import { Fault } from '../../sandbox/simulator/faults.js';

/** A fault and its response: HTTP status in the status style, `code`, `status_code`, `fallback_type`, `action`, `retry_after`. */
export type Row = readonly [Fault, number, string, number, string, string, number];

/** Returns a response with a status and an optional Retry-After header. */
export const status = (value: number, retryAfter?: string): Fault => ({
  kind: 'status',
  status: value,
  ...(retryAfter !== undefined && { headers: { 'Retry-After': retryAfter } }),
});

/** Every failure of the CRM. */
export const CRM_FAILURES: Record<string, Row> = {
  'a 400': [status(400), 424, 'UPSTREAM_REJECTED', 400, 'api_failure', 'route_to_fallback', 0],
  'a 401': [status(401), 424, 'UPSTREAM_REJECTED', 401, 'api_failure', 'refresh_token', 0],
  'a 403': [status(403), 424, 'UPSTREAM_REJECTED', 403, 'api_failure', 'log_permission_error', 0],
  'a 409': [status(409), 424, 'UPSTREAM_REJECTED', 409, 'api_failure', 'route_to_fallback', 0],
  'a 422 with Retry-After': [status(422, '9'), 424, 'UPSTREAM_REJECTED', 422, 'api_failure', 'route_to_fallback', 0],
  'a 451': [status(451), 424, 'UPSTREAM_REJECTED', 451, 'api_failure', 'route_to_fallback', 0],
  'a 429': [status(429), 429, 'UPSTREAM_THROTTLED', 429, 'api_failure', 'wait_and_retry', 5],
  'a 429 with Retry-After': [status(429, '7'), 429, 'UPSTREAM_THROTTLED', 429, 'api_failure', 'wait_and_retry', 7],
  'a 429 with Retry-After 0': [status(429, '0'), 429, 'UPSTREAM_THROTTLED', 429, 'api_failure', 'wait_and_retry', 1],
  'a 429 with an invalid Retry-After': [
    status(429, 'soon'),
    429,
    'UPSTREAM_THROTTLED',
    429,
    'api_failure',
    'wait_and_retry',
    5,
  ],
  'a 500': [status(500), 429, 'UPSTREAM_UNAVAILABLE', 500, 'api_failure', 'route_to_fallback', 5],
  'a 501': [status(501), 429, 'UPSTREAM_UNAVAILABLE', 501, 'api_failure', 'route_to_fallback', 5],
  'a 502': [status(502), 429, 'UPSTREAM_UNAVAILABLE', 502, 'api_failure', 'route_to_fallback', 5],
  'a 503 with Retry-After': [
    status(503, '11'),
    429,
    'UPSTREAM_UNAVAILABLE',
    503,
    'api_failure',
    'route_to_fallback',
    11,
  ],
  'a 504': [status(504), 429, 'UPSTREAM_UNAVAILABLE', 504, 'api_failure', 'route_to_fallback', 5],
  'a reset': [{ kind: 'reset' }, 429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5],
  'no response': [{ kind: 'hang' }, 429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5],
  'half a response': [{ kind: 'hangBody' }, 429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5],
  'an endless response': [{ kind: 'drip' }, 429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5],
  'a truncated response': [
    { kind: 'cutShort' },
    429,
    'UPSTREAM_BAD_RESPONSE',
    502,
    'api_failure',
    'route_to_fallback',
    5,
  ],
  'an HTML page': [{ kind: 'notJson' }, 429, 'UPSTREAM_BAD_RESPONSE', 502, 'api_failure', 'route_to_fallback', 5],
  'an empty response': [
    { kind: 'notJson', text: '' },
    429,
    'UPSTREAM_BAD_RESPONSE',
    502,
    'api_failure',
    'route_to_fallback',
    5,
  ],
  'a redirect': [
    { kind: 'redirect', location: '/' },
    429,
    'UPSTREAM_BAD_RESPONSE',
    502,
    'api_failure',
    'route_to_fallback',
    5,
  ],
  'a 304': [{ kind: 'status', status: 304 }, 429, 'UPSTREAM_BAD_RESPONSE', 502, 'api_failure', 'route_to_fallback', 5],
  'a response over 2 MB': [
    { kind: 'oversize' },
    429,
    'UPSTREAM_BAD_RESPONSE',
    502,
    'api_failure',
    'route_to_fallback',
    5,
  ],
  'a chunked response over 2 MB': [
    { kind: 'oversize', chunked: true },
    ...([429, 'UPSTREAM_BAD_RESPONSE', 502, 'api_failure', 'route_to_fallback', 5] as const),
  ],
};
