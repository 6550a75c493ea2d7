import { Envelope } from '../../src/envelope/envelope.js';

/** The fields of every envelope, with their types. */
const FIELDS = {
  data: 'object',
  errors: 'object',
  status: 'string',
  success: 'boolean',
  status_code: 'number',
  code: 'string',
  fallback_type: 'string',
  action: 'string',
  retry_after: 'number',
  source: 'string',
  correlation_id: 'string',
};

/** Extra fields of single actions. */
const EXTRAS = { record_count: 'number', raw_response: 'string' };

interface AnyResponse {
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Envelope;
}

/** Returns the defects of a response. The list is empty for a complete envelope with the right headers. */
export function envelopeDefects({ headers, text, body }: AnyResponse): string[] {
  const header = (name: string): string => (headers instanceof Headers ? headers.get(name) : headers[name]) ?? '';
  if (typeof body !== 'object') return [`no JSON: ${text.slice(0, 80)}`];
  const fields = Object.entries(FIELDS).filter(([name, type]) => {
    const value = body[name as keyof Envelope];
    return value === null || typeof value !== type;
  });
  return [
    ...fields.map(([name]) => `${name} is ${JSON.stringify(body[name as keyof Envelope])}`),
    ...Object.entries(body)
      .filter(([name, value]) => !(name in FIELDS) && typeof value !== EXTRAS[name as keyof typeof EXTRAS])
      .map(([name]) => `unexpected field ${name}`),
    ...(Array.isArray(body.errors) && (body.errors.length === 0) === body.success ? [] : ['errors contradict success']),
    ...(header('content-type').startsWith('application/json') ? [] : [`type ${header('content-type')}`]),
    ...(header('content-length') === String(Buffer.byteLength(text)) ? [] : ['no Content-Length']),
    ...(header('x-correlation-id') === body.correlation_id ? [] : ['correlation ids differ']),
    ...(Number(header('retry-after')) === body.retry_after ? [] : ['Retry-After and retry_after differ']),
  ];
}
