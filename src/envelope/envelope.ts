import { ErrorCode, FallbackType, RoutingHint } from '../errors/action-error.js';

/** `status`: the HTTP status reports a failure. `in-body`: the HTTP status is 200, and only the envelope reports the failure. */
export const FAILURE_STYLES = ['status', 'in-body'] as const;
export type FailureStyle = (typeof FAILURE_STYLES)[number];

export type Source = 'api' | 'cache' | 'stale' | 'replay' | 'none';

/** The response body as the code builds it. `ResponseEnvelope` describes the same fields for OpenAPI. */
export interface Envelope {
  data: object;
  errors: readonly string[];
  status: 'success' | 'error';
  success: boolean;
  status_code: number;
  code: 'OK' | ErrorCode;
  fallback_type: 'none' | FallbackType;
  action: RoutingHint;
  /** Seconds, equal to the header `Retry-After`; 0 if a retry cannot succeed. */
  retry_after: number;
  source: Source;
  correlation_id: string;
}
