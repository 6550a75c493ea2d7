import { UpstreamBadResponse, UpstreamRejected } from '../../errors/upstream-errors.js';
import { ResponseTooLarge } from '../transport/buffered-response.js';
import { readResponse } from './read-response.js';
import { UpstreamResponse } from './upstream-request.js';

interface ReadOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly defect?: Error;
}

/** Reads a response: by default a 200 without headers and without a body. */
const read = async ({ status = 200, headers = {}, body = '', defect }: ReadOptions): Promise<UpstreamResponse> =>
  readResponse('CRM', { status, headers, body: Buffer.from(body), ...(defect && { defect }) });

describe('readResponse, of a success', () => {
  it('returns the parsed body, the status and the headers', async () => {
    const headers = { 'x-request-id': 'r-1' };

    await expect(read({ status: 201, headers, body: '{"id": "c-1"}' })).resolves.toEqual({
      status: 201,
      headers,
      body: { id: 'c-1' },
    });
  });

  it.each(['null', 'false', '0', '""', '[]'])('returns the JSON value %s', async (body) => {
    await expect(read({ body })).resolves.toMatchObject({ body: JSON.parse(body) });
  });

  it.each([204, 205])('returns no body for %i', async (status) => {
    await expect(read({ status })).resolves.toMatchObject({ status, body: null });
  });

  it.each([
    ['text', '<ok/>', '<ok/>'],
    ['text', '', ''],
    ['nothing', 'not JSON', null],
    ['nothing', '', null],
  ] as const)('reads the body as %s: %j is %j', (expects, body, result) => {
    expect(readResponse('CRM', { status: 200, headers: {}, body: Buffer.from(body) }, expects).body).toBe(result);
  });

  it('accepts a byte order mark', async () => {
    await expect(read({ body: '\uFEFF{"id": "c-1"}' })).resolves.toMatchObject({ body: { id: 'c-1' } });
  });

  it('rejects a response over the size limit', async () => {
    await expect(read({ body: '{', defect: new ResponseTooLarge() })).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'CRM sent a response over 2097152 bytes',
      defect: 'too-large',
    });
  });

  it.each([
    ['a page of HTML', '<html></html>'],
    ['an empty body', ''],
    ['half a value', '{"id": "c-'],
    ['two values', '{"id": 1}{"id": 2}'],
  ])('rejects %s', async (_, body) => {
    await expect(read({ body })).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'CRM sent a response that is not JSON',
      defect: 'invalid',
      statusCode: 502,
    });
  });

  it('distinguishes an incomplete response from an invalid one', async () => {
    await expect(read({ body: '{"half":', defect: new Error('aborted') })).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'CRM ended its response early',
      defect: 'cut-short',
    });
  });
});

describe('readResponse, of a failure status', () => {
  it.each([
    [400, 'UPSTREAM_REJECTED', 'CRM returned 400 Bad Request', 'route_to_fallback'],
    [401, 'UPSTREAM_REJECTED', 'CRM returned 401 Unauthorized', 'refresh_token'],
    [403, 'UPSTREAM_REJECTED', 'CRM returned 403 Forbidden', 'log_permission_error'],
    [404, 'UPSTREAM_REJECTED', 'CRM returned 404 Not Found', 'route_to_fallback'],
    [499, 'UPSTREAM_REJECTED', 'CRM returned 499', 'route_to_fallback'],
    [429, 'UPSTREAM_THROTTLED', 'CRM is limiting the rate of calls', 'wait_and_retry'],
    [500, 'UPSTREAM_UNAVAILABLE', 'CRM returned 500 Internal Server Error', 'route_to_fallback'],
    [501, 'UPSTREAM_UNAVAILABLE', 'CRM returned 501 Not Implemented', 'route_to_fallback'],
    [503, 'UPSTREAM_UNAVAILABLE', 'CRM returned 503 Service Unavailable', 'route_to_fallback'],
    [599, 'UPSTREAM_UNAVAILABLE', 'CRM returned 599', 'route_to_fallback'],
  ])('maps the status %i to an error', async (status, code, message, action) => {
    await expect(read({ status, body: 'no' })).rejects.toMatchObject({
      code,
      message,
      action,
      statusCode: status,
      response: { status, text: 'no' },
    });
  });

  it.each([300, 301, 302, 304, 307, 308, 399])('does not follow %i', async (status) => {
    await expect(read({ status, headers: { location: 'http://elsewhere.test' } })).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: `CRM returned ${status} instead of a result`,
      statusCode: 502,
    });
  });

  it.each([
    ['3600', 3_600_000],
    [' 3 ', 3_000],
    ['99999999999999999999', 2_147_483_648_000],
  ])('uses the Retry-After %p', async (header, retryAfterMs) => {
    for (const status of [429, 503]) {
      await expect(read({ status, headers: { 'retry-after': header } })).rejects.toMatchObject({
        retryAfterMs,
        response: { retryAfterMs },
      });
    }
  });

  it('uses a Retry-After that is a date', async () => {
    jest.useFakeTimers({ now: Date.UTC(2026, 10, 21, 10, 0, 0), doNotFake: ['nextTick', 'queueMicrotask'] });
    const headers = { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' };

    await expect(read({ status: 503, headers })).rejects.toMatchObject({ retryAfterMs: 30_000 });

    jest.useRealTimers();
  });

  it.each(['soon', '-5', '1.5', '', '21/11/2026'])('ignores the Retry-After %p', async (header) => {
    const refused = read({ status: 503, headers: { 'retry-after': header } }).catch((error: unknown) => error);

    expect(await refused).toMatchObject({ retryAfterMs: 5_000 });
    expect(await refused).not.toHaveProperty('response.retryAfterMs');
  });

  it('uses a minimum wait if Retry-After is 0 or in the past', async () => {
    for (const header of ['0', 'Sun, 06 Nov 1994 08:49:37 GMT']) {
      await expect(read({ status: 503, headers: { 'retry-after': header } })).rejects.toMatchObject({
        retryAfterMs: 1,
        response: { retryAfterMs: 0 },
      });
    }
  });

  it.each([
    ['breaks, or does not come in time', new Error('aborted')],
    ['is too large', new ResponseTooLarge()],
  ])('ignores a body that %s', async (_, defect) => {
    await expect(read({ status: 403, body: '{"half":', defect })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      response: { text: '' },
    });
  });

  it('never shows the upstream’s text to the caller', async () => {
    const refused: unknown = await read({ status: 400, body: 'no customer 4711' }).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(UpstreamRejected);
    expect((refused as UpstreamRejected).messages.join()).not.toContain('4711');
  });

  it('does not log text that is not JSON', async () => {
    const headers = { 'content-type': 'text/html' };
    const garbled: unknown = await read({ headers, body: '<p>4711' }).catch((error: unknown) => error);

    expect((garbled as UpstreamBadResponse).cause).toEqual(new Error('text/html, 7 characters'));
    expect((garbled as UpstreamBadResponse).messages.join()).not.toContain('4711');
  });
});
