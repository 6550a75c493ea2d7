import { FakeDeadline } from '../../../test/resilience/fake-deadline.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { until } from '../../../test/support/until.js';
import { AxiosTransport } from '../transport/axios-transport.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamRequest, UpstreamResponse } from './upstream-request.js';

const GET: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('UpstreamAttempt, with many bytes beside the content of a response', () => {
  let pool: ConnectionPool;

  beforeEach(() => (pool = new ConnectionPool({ connectTimeoutMs: 500, maxIdle: 10 })));
  afterEach(() => pool.close());

  const send = (url: string): Promise<UpstreamResponse> =>
    new UpstreamAttempt('CRM', new AxiosTransport(url, pool)).send(GET, {
      deadline: new FakeDeadline(),
      timeoutMs: 60_000,
    });

  it.each([
    ['headers', 'HTTP/1.1 200 OK\r\n', 'a:\r\n'],
    ['names of headers', 'HTTP/1.1 200 OK\r\n', 'a'],
    ['values of headers', 'HTTP/1.1 200 OK\r\na: ', 'a'],
    ['status lines', 'HTTP/1.1 200 ', 'a'],
    ['empty lines', '', '\r\n'],
    ['interim responses', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['interim responses with headers', '', `HTTP/1.1 103 Early Hints\r\n${'a:\r\n'.repeat(3_000)}\r\n`],
    ['sizes of chunks', CHUNKED, '0'],
    ['extensions of chunks', `${CHUNKED}2;`, 'a=b;'],
    ['trailers', `${CHUNKED}2\r\n{}\r\n0\r\n`, 'a:\r\n'],
  ])('rejects endless %s, and reads at most one buffer of them', async (_, head, endless) => {
    const piece = Buffer.from(endless.repeat(65_536 / endless.length));
    let taken = 0;
    const upstream = await RawUpstream.start((socket) => {
      const more = (error?: unknown): void => {
        taken = socket.bytesWritten - socket.writableLength;
        if (!error && socket.writable) socket.write(piece, more);
      };
      socket.write(head, more);
    });

    await expect(send(upstream.url)).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'CRM sent a response with over 16384 bytes in addition to its content',
    });

    await until(() => upstream.openConnections === 0 && pool.size === 0);
    // Most of these bytes are in the buffers of the operating system.
    expect(taken).toBeLessThan(20_000_000);
  });

  it('reads two responses on one connection, each with a head of nearly 16 KB', async () => {
    const response = httpResponse({ id: 'c-1' }, [`X-Padding: ${'x'.repeat(16_200)}`]);
    const upstream = await RawUpstream.start((socket) => void socket.write(response));

    for (let call = 1; call <= 2; call += 1)
      await expect(send(upstream.url)).resolves.toMatchObject({ body: { id: 'c-1' } });

    expect(upstream.connections).toBe(1);
  });

  it('reads a response with 10 KB of interim responses, extensions in each chunk, and trailers', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(350);
    const chunks = `64;${'extension'.repeat(400)}\r\n${' '.repeat(100)}\r\n`.repeat(100);
    const upstream = await RawUpstream.start(
      (socket) => void socket.write(`${hints}${CHUNKED}${chunks}2\r\n{}\r\n0\r\n${'a: b\r\n'.repeat(1_000)}\r\n`),
    );

    await expect(send(upstream.url)).resolves.toMatchObject({ body: {} });
  });
});
