import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { FakeDeadline } from '../../../test/resilience/fake-deadline.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { AxiosTransport } from '../transport/axios-transport.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamResponse, UpstreamRequest } from './upstream-request.js';

describe('The request of an UpstreamAttempt', () => {
  const echo = new Simulator('echo', {
    get: { method: 'GET', pattern: '/v1/customers', handle: () => ({ status: 200, body: {} }) },
    post: { method: 'POST', pattern: '/v1/customers', handle: () => ({ status: 200, body: {} }) },
    put: { method: 'PUT', pattern: '/v1/customers', handle: () => ({ status: 200, body: {} }) },
    patch: { method: 'PATCH', pattern: '/v1/customers', handle: () => ({ status: 200, body: {} }) },
    delete: { method: 'DELETE', pattern: '/v1/customers', handle: () => ({ status: 200, body: {} }) },
  });

  const pool = new ConnectionPool({ connectTimeoutMs: 500, maxIdle: 10 });

  afterAll(() => pool.close());

  function send(url: string, request: Partial<UpstreamRequest> = {}): Promise<UpstreamResponse> {
    const attempt = new UpstreamAttempt('CRM', new AxiosTransport(url, pool));
    const sent = { operation: 'GET customers', method: 'GET', path: ['customers'], ...request } as const;
    return attempt.send(sent, { deadline: new FakeDeadline(), timeoutMs: 2_000 });
  }

  beforeAll(() => echo.start());
  afterAll(() => echo.stop());
  beforeEach(() => echo.reset());

  it.each(['/v1', '/v1/', ''])('appends its path to a base URL with the path %p', async (prefix) => {
    await send(echo.url + prefix, { path: prefix === '' ? ['v1', 'customers'] : ['customers'] });

    expect(echo.calls('get')).toHaveLength(1);
  });

  it('encodes the query', async () => {
    const id = `a&b=c+d e/é?#吳%41,:$[]'"*`;

    await send(`${echo.url}/v1`, { query: { id, none: undefined, empty: '' } });

    const query = new URL(echo.calls('get')[0]?.url ?? '', echo.url).searchParams;
    expect([...query]).toEqual([
      ['id', id],
      ['empty', ''],
    ]);
  });

  it('has a replacement character for each unpaired surrogate in its query', async () => {
    await send(`${echo.url}/v1`, { query: { id: 'half a \ud83d smile' } });

    expect(new URL(echo.calls('get')[0]?.url ?? '', echo.url).searchParams.get('id')).toBe('half a \ufffd smile');
  });

  it('stays below the base URL for any segment', async () => {
    await expect(send(`${echo.url}/v1`, { path: ['//127.0.0.1:1', 'customers'] })).rejects.toMatchObject({
      code: 'UPSTREAM_REJECTED',
      statusCode: 404,
    });
    expect(echo.calls('unknown')[0]?.url).toBe('/v1/%2F%2F127.0.0.1%3A1/customers');
  });

  it.each([
    ['PUT', 'put'],
    ['PATCH', 'patch'],
    ['DELETE', 'delete'],
  ] as const)('sends %s with a body', async (method, route) => {
    await send(`${echo.url}/v1`, { method, body: { status: 'closed' }, expects: 'nothing' });

    expect(echo.calls(route)[0]?.body).toEqual({ status: 'closed' });
  });

  it('sends a string as plain text', async () => {
    await send(`${echo.url}/v1`, { method: 'POST', body: 'noted: 吳' });

    const [call] = echo.calls('post');
    expect([call?.headers['content-type'], call?.body]).toEqual(['text/plain; charset=utf-8', 'noted: 吳']);
  });

  it('accepts and sends JSON', async () => {
    await send(`${echo.url}/v1`, { method: 'POST', body: { name: '吳' }, headers: { 'X-API-Key': 'k' } });

    const [call] = echo.calls('post');
    expect(call?.body).toEqual({ name: '吳' });
    expect(call?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': '14',
      'x-api-key': 'k',
    });
  });

  it.each([
    [{}, { 'x-api-key': 'ours', authorization: 'Basic dXM6aGVyZQ==', accept: 'application/json' }],
    [
      { 'x-api-key': 'theirs', Authorization: 'Bearer theirs' },
      { 'x-api-key': 'theirs', authorization: 'Bearer theirs', accept: 'application/json' },
    ],
  ])('has the default headers except those that the request overrides: %j', async (headers, expected) => {
    const transport = new AxiosTransport(echo.url.replace('http://', 'http://us:here@'), pool, {
      'X-API-Key': 'ours',
      'user-agent': 'ours',
    });
    const attempt = new UpstreamAttempt('CRM', transport);
    const request = { operation: 'GET customers', method: 'GET', path: ['v1', 'customers'], headers } as const;

    await attempt.send(request, { deadline: new FakeDeadline(), timeoutMs: 2_000 });

    expect(echo.calls('get')[0]?.headers).toMatchObject({
      ...expected,
      'user-agent': 'ours',
      host: new URL(echo.url).host,
    });
  });

  it('sends a form', async () => {
    await send(`${echo.url}/v1`, { method: 'POST', body: new URLSearchParams({ grant_type: 'a&b' }) });

    const [call] = echo.calls('post');
    expect(call?.body).toBe('grant_type=a%26b');
    expect(call?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
  });
});
