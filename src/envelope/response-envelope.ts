import { ApiProperty } from '@nestjs/swagger';
import { Envelope } from './envelope.js';

/** Example of a correlation id. */
export const EXAMPLE_CORRELATION_ID = '7d1c3a52-6b0e-4c57-9d1e-2a7b8c9d0e1f';

/** Response body of every Data Action. Every field is always present and never null. */
export class ResponseEnvelope implements Omit<Envelope, 'data'> {
  /** Error messages; empty on success. */
  readonly errors: string[];

  /** Whether the call succeeded, as text. */
  @ApiProperty({ enum: ['success', 'error'] })
  readonly status: 'success' | 'error';

  /** Whether the call succeeded. A flow should check this field first. */
  readonly success: boolean;

  /** 200, or the status of the failure, in both failure styles. */
  @ApiProperty({ type: 'integer' })
  readonly status_code: number;

  /** Stable error code; `OK` on success. */
  @ApiProperty({ type: String })
  readonly code: Envelope['code'];

  /** Category of the failure. */
  @ApiProperty({
    enum: [
      'none',
      'invalid_request',
      'auth_failure',
      'conflict',
      'rate_limited',
      'api_failure',
      'network_error',
      'internal_error',
    ],
  })
  readonly fallback_type: Envelope['fallback_type'];

  /** Recommended next step of the flow. */
  @ApiProperty({
    enum: [
      'process_data',
      'wait_and_retry',
      'route_to_fallback',
      'refresh_token',
      'log_permission_error',
      'fix_request',
    ],
  })
  readonly action: Envelope['action'];

  /** Seconds to wait, equal to the header `Retry-After`; 0 if a retry cannot succeed. */
  @ApiProperty({ type: 'integer' })
  readonly retry_after: number;

  /** Origin of the data. */
  @ApiProperty({ enum: ['api', 'cache', 'stale', 'replay', 'none'] })
  readonly source: Envelope['source'];

  /** Equal to the header `X-Correlation-Id`. */
  readonly correlation_id: string;
}
