import { Envelope, Source } from '../../errors/error-envelope.js';
import { JsonText, jsonOf } from '../../json/json-text.js';

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

/** An envelope as JSON, its data first; of data whose JSON is known no new one is made. */
export const envelopeText = ({ data, ...rest }: Envelope): JsonText =>
  new JsonText(`{"data":${jsonOf(data)},${inner(rest)}}`);

/**
 * The same for an output, of which most is always the same.
 *
 * @param extras the action's own fields
 */
export const successText = (data: object, source: Source, correlationId: string, extras?: object): JsonText =>
  new JsonText(
    `{"data":${jsonOf(data)},${SUCCESS[source]},"correlation_id":${JSON.stringify(correlationId)}${extras ? `,${inner(extras)}` : ''}}`,
  );

/** An object's members as JSON, without its braces. */
const inner = (members: object): string => JSON.stringify(members).slice(1, -1);

const SUCCESS = Object.fromEntries(
  (['api', 'cache', 'stale', 'replay', 'none'] as const).map((source) => {
    const { data: _, correlation_id: __, ...always } = successEnvelope({}, source, '');
    return [source, inner(always)];
  }),
) as Record<Source, string>;
