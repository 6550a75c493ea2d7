import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const INPUT = '{"customer_id":"c-1"}';

describe('the HTTP server', () => {
  let service: TestService;
  let authorization: string;
  const open: RawConnection[] = [];

  beforeAll(async () => {
    service = await startService();
    authorization = `Bearer ${service.world.issuer.token()}`;
  });

  beforeEach(() => service.world.reset());

  afterEach(() => open.splice(0).forEach((connection) => connection.close()));

  async function connect(...parts: readonly string[]): Promise<RawConnection> {
    const connection = await RawConnection.open(service.port);
    open.push(connection);
    connection.send(...parts);
    return connection;
  }

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
    ['a blank before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\tc\x01\r\n\r\n'],
    ['two lengths', `POST ${LOOKUP} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['an invalid length', `POST ${LOOKUP} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`],
    [
      'a length and chunks',
      `POST ${LOOKUP} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
    ],
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
    ['HTTP/0.9', 'GET /health/live\r\n\r\n'],
    ['HTTP/2.0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
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

  it('rejects headers over 16 KB with a 431 in the envelope', async () => {
    const connection = await connect(head('GET /health/live HTTP/1.1', { 'X-Padding': 'x'.repeat(20_000) }));
    const response = await connection.response();

    expect(response).toMatchObject({ status: 431, body: { code: 'PAYLOAD_TOO_LARGE', status_code: 431 } });
    expect(envelopeDefects(response)).toEqual([]);
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
