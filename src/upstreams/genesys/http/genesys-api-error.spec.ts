import { UpstreamRejected, UpstreamThrottled, UpstreamUnavailable } from '../../../errors/upstream-errors.js';
import { explainApiError, GenesysApiError, readApiError } from './genesys-api-error.js';

const response = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});

/** The error body of the platform for a missing permission. */
const FORBIDDEN = {
  message:
    'Unable to perform the requested action. You must have at least one of the following permissions assigned: [routing:queue:view, routing:queue:edit]',
  code: 'missing.any.permissions',
  status: 403,
  contextId: 'a0b6cfa7-7a34-4d44-a5a4-b9c1f0d8e7f1',
  details: [],
  errors: [],
};

function rejected(status: number, body: unknown, permission?: string): UpstreamRejected {
  const error = new UpstreamRejected('Genesys Cloud', status, { response: response(status, body) });
  return explainApiError('Genesys Cloud', error, permission) as UpstreamRejected;
}

describe('readApiError', () => {
  it("reads the API's error body", () => {
    const refusal = readApiError(response(403, FORBIDDEN));

    expect(refusal.code).toBe('missing.any.permissions');
    expect(refusal.contextId).toBe('a0b6cfa7-7a34-4d44-a5a4-b9c1f0d8e7f1');
    expect(refusal.permissions).toEqual(['routing:queue:view', 'routing:queue:edit']);
    expect(refusal.message).toBe('missing.any.permissions, context id a0b6cfa7-7a34-4d44-a5a4-b9c1f0d8e7f1');
  });

  it("reads the login's error body", () => {
    const refusal = readApiError(response(400, { error: 'invalid_client', description: 'client not found: x' }));

    expect(refusal).toMatchObject({ code: 'invalid_client', description: 'client not found: x', permissions: [] });
  });

  it('finds the context id in the headers if the body has none', () => {
    expect(readApiError(response(503, '<html>', { 'inin-correlation-id': 'c0ffee' })).message).toBe(
      'no code, context id c0ffee',
    );
  });

  it.each([['not JSON'], [''], ['null'], ['[]'], ['42'], [{ code: 7, contextId: {}, message: [] }]])(
    'finds no code and no context id in the body %j',
    (body) => {
      expect(readApiError(response(400, body)).message).toBe('no code, context id unknown');
    },
  );

  it('omits a code and a context id with invalid characters or over 100 characters', () => {
    const refusal = readApiError(
      response(400, { code: 'bad\nrequest', contextId: 'x'.repeat(101), message: 'id c-1' }),
    );

    expect(refusal.message).toBe('no code, context id unknown');
  });
});

describe('explainApiError', () => {
  it('names the missing permissions', () => {
    const error = rejected(403, FORBIDDEN, 'routing:queue:search');

    expect(error.message).toBe(
      'Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:view or routing:queue:edit',
    );
    expect(error).toMatchObject({ code: 'UPSTREAM_REJECTED', statusCode: 403, action: 'log_permission_error' });
    expect(error.cause).toBeInstanceOf(GenesysApiError);
  });

  it('names the permission of the operation by default', () => {
    expect(rejected(403, { message: 'You are not authorized' }, 'routing:queue:view').message).toBe(
      'Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:view',
    );
  });

  it.each([
    [401, { code: 'bad.credentials' }, 'Genesys Cloud returned 401 Unauthorized: authentication failed'],
    [403, {}, 'Genesys Cloud returned 403 Forbidden'],
    [404, { code: 'not.found', message: 'No user c-1' }, 'Genesys Cloud returned 404 Not Found'],
    [
      400,
      { error: 'invalid_client' },
      'Genesys Cloud returned 400 Bad Request: authentication failed (invalid_client)',
    ],
    [400, { code: 'bad.request' }, 'Genesys Cloud returned 400 Bad Request'],
  ])('explains a %d with %j without internal details', (status, body, message) => {
    expect(rejected(status, body).message).toBe(message);
  });

  it('keeps the response itself', () => {
    expect(rejected(404, 'gone').response?.text).toBe('gone');
  });

  it('keeps the Retry-After of a 503', () => {
    const refused = { ...response(503, { code: 'service.unavailable' }), retryAfterMs: 9_000 };
    const error = explainApiError('Genesys Cloud', new UpstreamUnavailable('x', 503, { response: refused }), undefined);

    expect(error).toBeInstanceOf(UpstreamUnavailable);
    expect(error).toMatchObject({ retryAfterMs: 9_000, statusCode: 503, cause: { code: 'service.unavailable' } });
  });

  it('waits for the next minute after a 429 without Retry-After', () => {
    const headers = {
      'inin-ratelimit-count': '301',
      'inin-ratelimit-allowed': '300',
      'inin-ratelimit-reset': '33',
    };
    const refused = response(429, { code: 'too.many.requests' }, headers);
    const error = explainApiError('Genesys Cloud', new UpstreamThrottled('x', { response: refused }), undefined);

    expect(error).toBeInstanceOf(UpstreamThrottled);
    expect(error).toMatchObject({ retryAfterMs: 33_000, cause: { code: 'too.many.requests' } });
  });

  it('returns other failures unchanged', () => {
    const error = new Error('no response at all');

    expect(explainApiError('Genesys Cloud', error, 'routing:queue:view')).toBe(error);
  });
});
