import { Envelope, Source } from '../../errors/error-envelope.js';
import { withData } from '../../json/ready-json.js';

/** Returns the envelope of an action's output. */
export const successEnvelope = (data: object, source: Source, correlationId: string, extras?: object): Envelope =>
  withData(data, {
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
    ...extras,
  });
