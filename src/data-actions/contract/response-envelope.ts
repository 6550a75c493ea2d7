import { ApiProperty } from '@nestjs/swagger';
import { Envelope } from '../../errors/error-envelope.js';

/** A correlation id, as it may look. */
export const EXAMPLE_CORRELATION_ID = '7d1c3a52-6b0e-4c57-9d1e-2a7b8c9d0e1f';

/** The one form of every answer of every Data Action; each field is always there and never null. */
export class ResponseEnvelope implements Omit<Envelope, 'data'> {
  /** What went wrong, readable; empty on success. */
  readonly errors: string[];

  @ApiProperty({ enum: ['success', 'error'] })
  readonly status: 'success' | 'error';

  /** What a flow branches on first. */
  readonly success: boolean;

  /** 200, or the true status of the failure in both failure styles. */
  @ApiProperty({ type: 'integer' })
  readonly status_code: number;

  /** Stable machine code; `OK` on success. */
  @ApiProperty({ type: String })
  readonly code: Envelope['code'];

  /** The family of the failure. */
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

  /** What the flow should do next. */
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

  /** Seconds to wait, equal to the header `Retry-After`; 0 where waiting is pointless. */
  @ApiProperty({ type: 'integer' })
  readonly retry_after: number;

  /** Where the answer comes from. */
  @ApiProperty({ enum: ['api', 'cache', 'stale', 'replay', 'none'] })
  readonly source: Envelope['source'];

  /** Also the header `X-Correlation-Id`. */
  readonly correlation_id: string;
}
