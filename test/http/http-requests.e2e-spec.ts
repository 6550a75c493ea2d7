import { envelopeDefects } from '../support/envelope-defects.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const INPUT = '{"customer_id":"c-1"}';
const CHUNKED = `15\r\n${INPUT}\r\n0\r\n\r\n`;
const LIVE = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';

/** Returns a request with the lines of its head and its body. */
const request = (lines: readonly string[], body = ''): string => [...lines, '', body].join('\r\n');

const READABLE = [
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/docs',
  '/openapi.json',
  '/api/v1/dataactions',
];

let service: TestService;
let authorization: string;
const open: RawConnection[] = [];

beforeAll(async () => {
  service = await startService();
  authorization = `Bearer ${service.world.issuer.token()}`;
});

beforeEach(() => service.world.reset());

afterEach(() => open.splice(0).forEach((connection) => connection.close()));

async function connect(...parts: readonly (string | Buffer)[]): Promise<RawConnection> {
  const connection = await RawConnection.open(service.port);
  open.push(connection);
  connection.send(...parts);
  return connection;
}

describe('an ambiguous request', () => {
  let call: readonly string[];

  beforeAll(() => {
    call = [
      `POST ${LOOKUP} HTTP/1.1`,
      'Host: service.test',
      `Authorization: ${authorization}`,
      'Content-Type: application/json',
    ];
  });

  const send = (text: string): Promise<RawConnection> => connect(Buffer.from(text, 'latin1'));

  /** Checks that a request is rejected, and that the next one on the connection is not served. */
  async function expectRejection(text: string, status = 400): Promise<string> {
    const connection = await send(text + LIVE);
    const response = await connection.response();
    expect(response.status).toBe(status);
    expect(envelopeDefects(response)).toEqual([]);
    expect(response.headers['connection']).toBe('close');
    await connection.ended;
    expect(connection.hasResponse).toBe(false);
    return response.body.errors.join();
  }

  it.each([
    ['a length and chunks', ['Content-Length: 21', 'Transfer-Encoding: chunked'], CHUNKED],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 21'], CHUNKED],
    ['an unknown encoding', ['Transfer-Encoding: identity'], INPUT],
    ['chunks that are not the last encoding', ['Transfer-Encoding: chunked, identity'], CHUNKED],
    ['an encoding similar to chunked', ['Transfer-Encoding: xchunked'], CHUNKED],
    ['an encoding behind a control character', ['Transfer-Encoding:\x0bchunked'], CHUNKED],
    ['an encoding in quotes', ['Transfer-Encoding: "chunked"'], CHUNKED],
    ['an encoding twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], CHUNKED],
    ['an encoding on a folded line', ['Transfer-Encoding:', ' chunked'], CHUNKED],
    ['another encoding before the chunks', ['Transfer-Encoding: gzip, chunked'], CHUNKED],
    ['two lengths', ['Content-Length: 21', 'Content-Length: 5'], INPUT],
    ['the same length twice', ['Content-Length: 21', 'Content-Length: 21'], INPUT],
    ['a list of lengths', ['Content-Length: 21, 21'], INPUT],
    ['a length with a sign', ['Content-Length: +21'], INPUT],
    ['a length in hexadecimal', ['Content-Length: 0x15'], INPUT],
    ['a length that exceeds the number range', ['Content-Length: 99999999999999999999'], INPUT],
    ['an empty length', ['Content-Length: '], INPUT],
    ['a folded header', ['X-A: b', ' c', 'Content-Length: 21'], INPUT],
    ['a bare line feed between headers', ['X-A: b\nContent-Length: 21'], INPUT],
    ['a bare carriage return between headers', ['X-A: b\rContent-Length: 21'], INPUT],
    ['a blank before the colon', ['Content-Length : 21'], INPUT],
    ['a header without a name', [': b', 'Content-Length: 21'], INPUT],
    ['an 8-bit name', ['X-\xe9: b', 'Content-Length: 21'], INPUT],
    ['a NUL in a value', ['X-A: b\0c', 'Content-Length: 21'], INPUT],
    ['a second host', ['Host: other.test', 'Content-Length: 21'], INPUT],
    ['a second token', ['Authorization: Bearer a.b.c', 'Content-Length: 21'], INPUT],
    ['a second type', ['content-type: text/plain', 'Content-Length: 21'], INPUT],
    ['a second idempotency key', ['Idempotency-Key: a', 'Idempotency-Key: b', 'Content-Length: 21'], INPUT],
  ])('is rejected with %s', async (_, lines, body) => {
    await expectRejection(request([...call, ...lines], body));
  });

  it.each([
    ['an invalid size', 'zz\r\n'],
    ['a negative size', `-1\r\n${INPUT}`],
    ['a size with a prefix', `0x15\r\n${INPUT}\r\n0\r\n\r\n`],
    ['a size that exceeds the number range', `fffffffffffffffff\r\n${INPUT}`],
    ['a blank after the size', `15 \r\n${INPUT}\r\n0\r\n\r\n`],
    ['bare line feeds', `15\n${INPUT}\n0\n\n`],
    ['an extension that ends with a bare line feed', `15;a\n${INPUT}\r\n0\r\n\r\n`],
    ['more bytes than their size', `5\r\n${INPUT}\r\n0\r\n\r\n`],
    ['an extension of 40 KB', `15;${'a'.repeat(40_000)}\r\n${INPUT}\r\n0\r\n\r\n`],
    ['a trailer of 40 KB', `15\r\n${INPUT}\r\n0\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
  ])('is rejected with chunks that have %s', async (_, chunks) => {
    await expectRejection(request([...call, 'Transfer-Encoding: chunked'], chunks));
  });

  it.each([
    ['HTTP/1.1 without a host', 'GET /health/live HTTP/1.1\r\n\r\n', 'Host is missing'],
    ['an invalid host', 'GET /health/live HTTP/1.1\r\nHost: a b@c/d\r\n\r\n', 'Host is not a valid host'],
    ['HTTP/0.9', 'GET /health/live\r\n\r\n', 'not in HTTP/1.1'],
    ['HTTP/2 without its preface', 'GET /health/live HTTP/2.0\r\nHost: a\r\n\r\n', 'not in HTTP/1.1'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'not valid HTTP'],
    ['chunks in HTTP/1.0', `POST ${LOOKUP} HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKED}`, 'encoding'],
    ['another scheme', 'GET file:///etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', 'neither a path'],
    ['a user in its URL', 'GET http://u:p@a/health/live HTTP/1.1\r\nHost: a\r\n\r\n', 'neither a path'],
    ['an authority as its target', 'POST example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n', 'not valid HTTP'],
    ['a NUL in its path', 'GET /health\0/live HTTP/1.1\r\nHost: a\r\n\r\n', 'not valid HTTP'],
    ['8 bits in its path', 'GET /caf\xe9 HTTP/1.1\r\nHost: a\r\n\r\n', 'not valid HTTP'],
    ['a tab in its path', 'GET /health\t/live HTTP/1.1\r\nHost: a\r\n\r\n', 'not valid HTTP'],
    ['only bare line feeds', 'GET /health/live HTTP/1.1\nHost: a\n\n', 'not valid HTTP'],
  ])('is rejected with %s', async (_, text, message) => {
    expect(await expectRejection(text)).toContain(message);
  });

  it('is rejected with more than 100 headers, and accepted with 100', async () => {
    const padding = Array.from({ length: 99 }, (_, at) => `X-${at}: a`);
    const connection = await send(request(['GET /health/live HTTP/1.1', 'Host: a', ...padding], ''));

    expect((await connection.response()).status).toBe(200);
    await expectRejection(request(['GET /health/live HTTP/1.1', 'Host: a', 'X-A: b', ...padding], ''), 431);
    await expectRejection(`GET /health/live HTTP/1.1\r\nHost: a\r\n${'a:\r\n'.repeat(3_000)}\r\n`, 431);
  });

  it('is rejected with headers of more than 16 KB', async () => {
    const large = request(['GET /health/live HTTP/1.1', 'Host: a', `X-A: ${'a'.repeat(17_000)}`]);
    await expectRejection(large, 431);
    expect((await (await send(large)).response()).body).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', status_code: 431 });
  });

  it('does not include valid requests: a port, an IPv6 address or nothing as the host, or 8-bit text in a value', async () => {
    for (const line of ['Host: a:80', 'Host: [::1]:80', 'Host:', 'Host: a\r\nX-A: caf\xe9']) {
      const connection = await send(request(['GET /health/live HTTP/1.1', line]));

      expect((await connection.response()).status).toBe(200);
    }
  });

  it('gets one response and a closed connection if its Content-Length is too short', async () => {
    const connection = await send(request([...call, 'Content-Length: 21'], `${INPUT}{"customer_id":"c-2"}`) + LIVE);

    expect((await connection.response()).status).toBe(200);
    await connection.ended;
    expect(connection.hasResponse).toBe(false);
  });

  it.each(['..%2f', '%2e%2e/', '..%5c', '%2e%2e%2f%2e%2e%2f', '%252e%252e/', ';/', '%00', '%c0%ae'])(
    'does not reach a route if its path contains %s',
    async (trick) => {
      for (const target of [`/api/v1/dataactions/${trick}`, `/docs/${trick}openapi.json`, `/${trick}health/live`]) {
        const connection = await send(head(`GET ${target} HTTP/1.1`));
        const response = await connection.response();

        expect([target, response.status, response.body.code]).toEqual([target, 404, 'UNKNOWN_ACTION']);
      }
    },
  );

  it('gets security headers in every response', async () => {
    const headerOf = (name: string) => async (text: string) => (await (await send(text)).response()).headers[name];
    const requests = [
      request([...call, 'Content-Length: 21'], INPUT),
      request([...call, 'Content-Length: 2'], '{}'),
      head(`GET ${LOOKUP} HTTP/1.1`),
      head('GET /nowhere HTTP/1.1'),
      'garbage\r\n\r\n',
      LIVE,
    ];

    for (const name of ['x-content-type-options', 'strict-transport-security', 'content-security-policy'])
      expect(await Promise.all(requests.map(headerOf(name)))).not.toContain(undefined);
    expect(await headerOf('cache-control')(requests[0] ?? '')).toBe('no-store');
    expect(await headerOf('x-powered-by')(requests[0] ?? '')).toBe(undefined);
  });
});

describe('the HTTP server', () => {
  const call = (over: Record<string, string | number> = {}, target = LOOKUP, version = '1.1'): string =>
    head(`POST ${target} HTTP/${version}`, {
      Authorization: authorization,
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
      'Content-Length': INPUT.length,
      ...over,
    }) + INPUT;
  const isServing = async (): Promise<boolean> =>
    (await service.call('customer-lookup', { customer_id: 'c-1' })).status === 200;

  it.each([
    ['a text that is not HTTP', 'hello there\r\n\r\n'],
    ['another protocol', 'SSH-2.0-client\r\n\r\n'],
    ['the start of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an unknown method', 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an unknown version', 'GET / HTTP/9.9\r\nHost: a\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\tc\x01\r\n\r\n'],
    ['an invalid length', `POST ${LOOKUP} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`],
    ['bare line feeds around chunks', `POST ${LOOKUP} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\n\nzz`],
  ])('rejects %s with a 400 in the envelope, and closes the connection', async (_, text) => {
    const connection = await connect(text);
    const response = await connection.response();

    expect(response).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON', action: 'fix_request' } });
    expect(envelopeDefects(response)).toEqual([]);
    expect(response.headers['connection']).toBe('close');
    await connection.ended;
    expect(await isServing()).toBe(true);
  });

  it.each([
    ['RTSP/1.0', call({}, LOOKUP, '1.0').replace('HTTP/', 'RTSP/')],
    ['RTSP/1.1', call().replace('HTTP/', 'RTSP/')],
    ['RTSP/1.0, with a method of its own', 'DESCRIBE rtsp://service.test/ RTSP/1.0\r\nCSeq: 1\r\n\r\n'],
    ['RTSP/1.0, for all of the server', 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n'],
    ['ICE/1.0', 'SOURCE /live ICE/1.0\r\nHost: a\r\n\r\n'],
    ['HTTPS/1.1', 'GET /health/live HTTPS/1.1\r\nHost: a\r\n\r\n'],
  ])('rejects the protocol %s', async (_, text) => {
    const connection = await connect(text);
    const response = await connection.response();

    expect(response).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
    expect(envelopeDefects(response)).toEqual([]);
    await connection.ended;
  });

  it('rejects another protocol after a request in HTTP/1.1', async () => {
    const connection = await connect(call());
    expect((await connection.response()).status).toBe(200);

    connection.send(call({}, LOOKUP, '1.0').replace('HTTP/', 'RTSP/'));

    expect((await connection.response()).body.errors).toEqual(['The protocol is RTSP and not HTTP']);
    await connection.ended;
  });

  it('serves a path that looks like another protocol', async () => {
    const connection = await connect(call({}, `${LOOKUP}?a=POST%20/%20RTSP/1.0`));

    expect((await connection.response()).status).toBe(200);
  });

  it('serves a request line that arrives byte by byte', async () => {
    const connection = await connect();
    for (const byte of call()) connection.send(byte);

    expect((await connection.response()).status).toBe(200);
  });

  it('ignores Expect in HTTP/1.0 (RFC 9110 §10.1.1)', async () => {
    const connection = await connect(call({ Expect: '100-continue' }, LOOKUP, '1.0'));

    expect((await connection.response()).status).toBe(200);
  });

  it('closes a rejected connection even if the peer does not', async () => {
    const connection = await connect('hello there\r\n\r\n');
    await connection.response();
    await connection.ended;
    const connections = (): Promise<number> =>
      new Promise((resolve) =>
        service.app.getHttpServer().getConnections((_: unknown, count: number) => resolve(count)),
      );
    service.app.getHttpServer().closeIdleConnections();

    await until(async () => (await connections()) === 0, 5_000);
  });

  it('rejects a truncated request with a 400', async () => {
    const connection = await connect('GET /health/live HTTP/1.1\r\nHost: a\r\n');
    connection.finish();
    const response = await connection.response();

    expect(response).toMatchObject({ status: 400, body: { errors: ['The request was cut short'] } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('serves HTTP/1.0, and closes the connection', async () => {
    const connection = await connect(call({}, LOOKUP, '1.0'));
    const response = await connection.response();

    expect(response.status).toBe(200);
    expect(envelopeDefects(response)).toEqual([]);
    await connection.ended;
  });

  it('accepts a target in absolute form', async () => {
    const connection = await connect(call({}, `http://service.test${LOOKUP}`));

    expect((await connection.response()).status).toBe(200);
  });

  it.each([
    [`${LOOKUP}/`, 200],
    [`${LOOKUP}?a=b&__proto__[c]=d`, 200],
    [`${LOOKUP}#fragment`, 200],
    [`${LOOKUP}//`, 404],
    [`/${LOOKUP}`, 404],
    [LOOKUP.toUpperCase(), 404],
    [LOOKUP.replace('-', '%2D'), 404],
    [`${LOOKUP}%00`, 404],
    [`${LOOKUP}%zz`, 404],
    [`${LOOKUP}/..`, 404],
    [`/x/..${LOOKUP}`, 404],
    ['*', 404],
    ['/', 405],
    ['/api', 404],
    ['/constructor', 404],
    ['/__proto__', 404],
  ])('routes %s: %i', async (target, status) => {
    const connection = await connect(call({}, target));
    const response = await connection.response();

    expect(response.status).toBe(status);
    expect(response.body.code).toBe({ 200: 'OK', 404: 'UNKNOWN_ACTION', 405: 'METHOD_NOT_ALLOWED' }[status]);
    expect(envelopeDefects(response)).toEqual([]);
  });

  it.each([
    '/docs/%zz',
    '/docs/%00',
    '/docs/..%2f..%2fpackage.json',
    '/docs/../package.json',
    '/docs/nothing.js',
    '/docs/%ff',
  ])('responds to %s with 404', async (target) => {
    const connection = await connect(head(`GET ${target} HTTP/1.1`));
    const response = await connection.response();

    expect(response).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ACTION' } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('sends the responses to pipelined calls in order', async () => {
    service.world.crm.fail('customers', { kind: 'latency', latencyMs: 200, times: 1 });
    const connection = await connect(call(), call({ 'Content-Type': 'text/plain' }), head('GET /health/live HTTP/1.1'));

    const statuses = [await connection.response(), await connection.response(), await connection.response()];

    expect(statuses.map(({ status }) => status)).toEqual([200, 415, 200]);
  });

  it('sends a pending response intact if garbage follows the call', async () => {
    service.world.crm.fail('customers', { kind: 'latency', latencyMs: 200 });
    const connection = await connect(head('GET /health/live HTTP/1.1'), call());
    expect((await connection.response()).status).toBe(200);
    connection.send('garbage\r\n\r\n');

    const response = await connection.response();

    expect(response).toMatchObject({ status: 200, body: { code: 'OK' } });
    expect(envelopeDefects(response)).toEqual([]);
    await connection.ended;
    expect(connection.hasResponse).toBe(false);
  });

  it('ignores a request to upgrade the protocol', async () => {
    const connection = await connect(call({ Connection: 'Upgrade', Upgrade: 'websocket' }));

    expect((await connection.response()).status).toBe(200);
  });

  it('uses the correlation id of the platform if it is valid', async () => {
    const accepted = await service.send('/nowhere', { headers: { 'ININ-Correlation-Id': 'abc-123' } });
    const replaced = await service.send('/nowhere', { headers: { 'ININ-Correlation-Id': 'x'.repeat(129) } });

    expect(accepted.body.correlation_id).toBe('abc-123');
    expect(replaced.body.correlation_id).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('methods', () => {
  async function send(method: string, path: string) {
    const connection = await RawConnection.open(service.port);
    connection.send(head(`${method} ${path} HTTP/1.1`, { 'Content-Length': 0 }));
    const response = await connection.response({ withoutBody: method === 'HEAD' });
    connection.close();
    return response;
  }

  it.each(['TRACE', 'PUT'])('reject %s on every route with 405 and Allow, without a token', async (method) => {
    for (const path of [
      LOOKUP,
      `${LOOKUP}/`,
      ...READABLE,
      '/docs/swagger-ui.css',
      '/nowhere',
      '/',
      '/api/v1/dataactions/x',
    ]) {
      const response = await send(method, path);

      expect([path, response.status, response.body.code]).toEqual([path, 405, 'METHOD_NOT_ALLOWED']);
      expect(response.headers['allow']).toMatch(path.startsWith(LOOKUP) ? /^POST$/ : /^(POST, )?GET, HEAD$/);
      expect(envelopeDefects(response)).toEqual([]);
    }
  });

  it.each(['GET', 'HEAD', 'DELETE', 'PATCH', 'PROPFIND'])('reject %s on an action', async (method) => {
    const response = await send(method, LOOKUP);

    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe('POST');
  });

  it.each(READABLE)('reject POST on %s', async (path) => {
    const response = await send('POST', path);

    expect(response).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED', status_code: 405 } });
    expect(response.headers['allow']).toBe('GET, HEAD');
  });

  it.each(READABLE.filter((path) => path.startsWith('/health') || path === '/metrics'))(
    'include HEAD on %s, with the headers of GET and no body',
    async (path) => {
      const [withoutBody, whole] = [await send('HEAD', path), await send('GET', path)];

      expect(withoutBody.status).toBe(200);
      expect(withoutBody.headers['content-type']).toBe(whole.headers['content-type']);
    },
  );

  it('include OPTIONS, which lists the methods of a path', async () => {
    expect(await send('OPTIONS', LOOKUP)).toMatchObject({ status: 204, headers: { allow: 'POST' } });
    expect(await send('OPTIONS', '/health')).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD' } });
    expect((await send('OPTIONS', '/nowhere')).status).toBe(404);
    expect((await send('OPTIONS', '*')).status).toBe(404);
  });

  it('exclude CONNECT', async () => {
    const connection = await RawConnection.open(service.port);
    connection.send('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');

    await connection.ended;

    expect(connection.hasResponse).toBe(false);
  });

  it('on an unknown action respond with a 404 that names the list of actions', async () => {
    const response = await send('GET', '/api/v1/dataactions/nothing-here');

    expect(response).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_ACTION', fallback_type: 'invalid_request', action: 'fix_request', retry_after: 0 },
    });
    expect(response.body.errors.join()).toContain('GET /api/v1/dataactions');
  });
});
