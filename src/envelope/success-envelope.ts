import { Envelope, Source } from './envelope.js';
import { Output, WithData } from '../json/output.js';

/** Returns the envelope of an action's output. */
export const successEnvelope = (output: Output, source: Source, correlationId: string, extras?: object): Envelope =>
  WithData.create(output, {
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
