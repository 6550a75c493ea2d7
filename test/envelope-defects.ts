import { Envelope } from '../src/errors/error-envelope.js';

/** The fields that every answer carries. */
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

/** What single actions add to it. */
const ADDED = { record_count: 'number', raw_response: 'string' };

interface AnyAnswer {
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Envelope;
}

/** What is wrong with an answer's form; empty where it is a whole envelope under the right headers. */
export function envelopeDefects({ headers, text, body }: AnyAnswer): string[] {
  const header = (name: string): string => (headers instanceof Headers ? headers.get(name) : headers[name]) ?? '';
  if (typeof body !== 'object') return [`no JSON: ${text.slice(0, 80)}`];
  const fields = Object.entries(FIELDS).filter(([name, type]) => {
    const value = body[name as keyof Envelope];
    return value === null || typeof value !== type;
  });
  return [
    ...fields.map(([name]) => `${name} is ${JSON.stringify(body[name as keyof Envelope])}`),
    ...Object.entries(body)
      .filter(([name, value]) => !(name in FIELDS) && typeof value !== ADDED[name as keyof typeof ADDED])
      .map(([name]) => `there is ${name}`),
    ...(Array.isArray(body.errors) && (body.errors.length === 0) === body.success ? [] : ['errors do not fit success']),
    ...(header('content-type').startsWith('application/json') ? [] : [`type ${header('content-type')}`]),
    ...(header('content-length') === String(Buffer.byteLength(text)) ? [] : ['no Content-Length']),
    ...(header('x-correlation-id') === body.correlation_id ? [] : ['correlation ids differ']),
    ...(Number(header('retry-after')) === body.retry_after ? [] : ['Retry-After and retry_after differ']),
  ];
}
