import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const INPUT = '{"customer_id":"c-1"}';
const CHUNKED = `15\r\n${INPUT}\r\n0\r\n\r\n`;
const LIVE = 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n';

/** Returns a request with the lines of its head and its body. */
const request = (lines: readonly string[], body = ''): string => [...lines, '', body].join('\r\n');

describe('an ambiguous request', () => {
  let service: TestService;
  let call: readonly string[];
  const open: RawConnection[] = [];

  beforeAll(async () => {
    service = await startService();
    call = [
      `POST ${LOOKUP} HTTP/1.1`,
      'Host: service.test',
      `Authorization: Bearer ${service.world.issuer.token()}`,
      'Content-Type: application/json',
    ];
  });

  afterEach(() => open.splice(0).forEach((connection) => connection.close()));

  async function send(text: string): Promise<RawConnection> {
    const connection = await RawConnection.open(service.port);
    open.push(connection);
    connection.send(Buffer.from(text, 'latin1'));
    return connection;
  }

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
    ['an invalid host', 'GET /health/live HTTP/1.1\r\nHost: a b@c/d\r\n\r\n', 'Host is not a host'],
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
    await expectRejection(request(['GET /health/live HTTP/1.1', 'Host: a', `X-A: ${'a'.repeat(17_000)}`]), 431);
  });

  it('is not one with a port, an IPv6 address or no name as its host, or with 8-bit text in a value', async () => {
    for (const line of ['Host: a:80', 'Host: [::1]:80', 'Host:', 'Host: a\r\nX-A: caf\xe9']) {
      const connection = await send(request(['GET /health/live HTTP/1.1', line]));

      expect((await connection.response()).status).toBe(200);
    }
  });

  it('with a length that is too short closes the connection after the first response', async () => {
    const connection = await send(request([...call, 'Content-Length: 21'], `${INPUT}{"customer_id":"c-2"}`) + LIVE);

    expect((await connection.response()).status).toBe(200);
    await connection.ended;
    expect(connection.hasResponse).toBe(false);
  });

  it.each(['..%2f', '%2e%2e/', '..%5c', '%2e%2e%2f%2e%2e%2f', '%252e%252e/', ';/', '%00', '%c0%ae'])(
    'reaches no route with %s in its path',
    async (trick) => {
      for (const target of [`/api/v1/dataactions/${trick}`, `/docs/${trick}openapi.json`, `/${trick}health/live`]) {
        const connection = await send(head(`GET ${target} HTTP/1.1`));
        const response = await connection.response();

        expect([target, response.status, response.body.code]).toEqual([target, 404, 'UNKNOWN_ACTION']);
      }
    },
  );

  it('has security headers in every response', async () => {
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
