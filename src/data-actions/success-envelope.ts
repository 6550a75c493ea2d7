import { Envelope, Source } from '../errors/error-envelope.js';

/** An action's output in the envelope. */
export const successEnvelope = (data: object, source: Source, correlationId: string): Envelope => ({
  data,
  errors: [],
  status: 'success',
  success: true,
  status_code: 200,
  code: 'OK',
  fallback_type: 'none',
  action: 'process_data',
  retry_after: 0,
  source,
  correlation_id: correlationId,
});
