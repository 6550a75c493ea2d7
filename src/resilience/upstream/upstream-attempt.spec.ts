import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { FakeDeadline } from '../../../test/resilience/fake-deadline.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { until } from '../../../test/support/until.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { AxiosTransport } from '../transport/axios-transport.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamResponse, UpstreamRequest } from './upstream-request.js';

const GET: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };

describe('UpstreamAttempt', () => {
  let pool: ConnectionPool;

  beforeEach(() => (pool = new ConnectionPool({ connectTimeoutMs: 500, maxIdle: 10 })));
  afterEach(() => pool.close());

  function send(url: string, request: Partial<UpstreamRequest> = {}, timeoutMs = 2_000): Promise<UpstreamResponse> {
    const attempt = new UpstreamAttempt('CRM', new AxiosTransport(url, pool));
    return attempt.send({ ...GET, ...request }, { deadline: new FakeDeadline(), timeoutMs });
  }

  /** Sends a request to an upstream that responds with these bytes. */
  async function responseTo(bytes: string | Buffer, request?: Partial<UpstreamRequest>): Promise<UpstreamResponse> {
    const upstream = await RawUpstream.start((socket) => void socket.write(bytes));
    return send(upstream.url, request).finally(() => upstream.stop());
  }

  describe('with a response', () => {
    it.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('decodes %s', async (encoding, pack) => {
      const packed = pack('{"id":"c-1"}');
      const head = httpResponse('', [`Content-Encoding: ${encoding}`]).replace('Length: 0', `Length: ${packed.length}`);

      await expect(responseTo(Buffer.concat([Buffer.from(head), packed]))).resolves.toMatchObject({
        body: { id: 'c-1' },
      });
    });

    it('rejects a body that does not match its Content-Encoding', async () => {
      await expect(responseTo(httpResponse('{"id":"c-1"}', ['Content-Encoding: gzip']))).rejects.toMatchObject({
        code: 'UPSTREAM_BAD_RESPONSE',
      });
    });

    it.each([
      ['in pieces', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"id\r\n8\r\n":"c-1"}\r\n0\r\n\r\n'],
      ['after hints', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${httpResponse('{"id":"c-1"}')}`],
      ['with garbage after it', `${httpResponse('{"id":"c-1"}')}garbage`],
      ['with a second response after it', httpResponse('{"id":"c-1"}') + httpResponse('{"id":"c-2"}')],
    ])('reads a response %s', async (_, bytes) => {
      await expect(responseTo(bytes)).resolves.toMatchObject({ status: 200, body: { id: 'c-1' } });
    });

    it('reads a response that arrives byte by byte after early hints', async () => {
      const bytes = Buffer.from(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${httpResponse('{"name":"吳健雄"}')}`);
      const upstream = await RawUpstream.start(async (socket) => {
        for (const byte of bytes) {
          socket.write(Buffer.of(byte));
          await setImmediate();
        }
      });

      for (let call = 1; call <= 2; call += 1)
        await expect(send(upstream.url)).resolves.toMatchObject({ status: 200, body: { name: '吳健雄' } });

      expect(upstream.connections).toBe(1);
    });

    it('aborts an endless response and closes its connection', async () => {
      const piece = Buffer.alloc(65_536, ' ');
      const upstream = await RawUpstream.start((socket) => {
        const more = (): void => void (socket.writable && socket.write(piece, more));
        socket.write('HTTP/1.1 200 OK\r\n\r\n', more);
      });

      await expect(send(upstream.url)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', defect: 'too-large' });

      await until(() => upstream.openConnections === 0 && pool.size === 0);
    });

    it('reads an HTTP/1.0 response, which ends with its connection', async () => {
      const upstream = await RawUpstream.start((socket) => void socket.end('HTTP/1.0 200 OK\r\n\r\n{"id":"c-1"}'));

      await expect(send(upstream.url)).resolves.toMatchObject({ body: { id: 'c-1' } });
    });

    it('rejects a response in another protocol than HTTP', async () => {
      await expect(responseTo('SSH-2.0-OpenSSH_9.6\r\n')).rejects.toMatchObject({
        code: 'UPSTREAM_BAD_RESPONSE',
        message: 'CRM sent a response that is not HTTP',
        defect: 'invalid',
      });
    });

    it.each([
      ['its announced length', 'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"id":"c-1"}'],
      ['its last piece', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{"id":"c-1"}\r\n'],
    ])('detects a response that ends before %s', async (_, bytes) => {
      const upstream = await RawUpstream.start((socket) => void socket.end(bytes));

      await expect(send(upstream.url)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', defect: 'cut-short' });
    });

    it('rejects an unsolicited 100 Continue', async () => {
      await expect(responseTo(`HTTP/1.1 100 Continue\r\n\r\n${httpResponse('{}')}`)).rejects.toMatchObject({
        code: 'UPSTREAM_BAD_RESPONSE',
        message: 'CRM sent a response that is not HTTP',
      });
    });

    it('rejects an unsolicited protocol upgrade', async () => {
      const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n';

      await expect(responseTo(upgrade)).rejects.toMatchObject({
        code: 'UPSTREAM_BAD_RESPONSE',
        message: 'CRM sent a response that is not HTTP',
      });
    });

    it('accepts a 204 with any Content-Length', async () => {
      await expect(responseTo('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n')).resolves.toMatchObject({
        status: 204,
        body: null,
      });
    });

    it('accepts 2 MB, and no more', async () => {
      const largest = `"${'x'.repeat(2_097_150)}"`;

      await expect(responseTo(httpResponse(largest))).resolves.toMatchObject({ body: 'x'.repeat(2_097_150) });
      await expect(responseTo(httpResponse(`${largest} `))).rejects.toMatchObject({ defect: 'too-large' });
    });

    it('uses the first of repeated headers that allow one value, and joins all other repeated headers', async () => {
      const twice = ['Retry-After: 3', 'Content-Encoding: identity', 'X-Seen: a', 'Set-Cookie: a=1'];
      const bytes = httpResponse({}, [...twice, ...twice.map((header) => header.replace('3', '4'))]);

      const { headers } = await responseTo(bytes);

      expect(headers).toMatchObject({ 'retry-after': '3', 'x-seen': 'a, a', 'set-cookie': 'a=1, a=1' });
    });

    it('never assigns a response to another request', async () => {
      const upstream = await RawUpstream.start((socket, { inAll }) => {
        socket.write(httpResponse({ inAll }));
        if (inAll === 1) setTimeout(() => socket.write(httpResponse({ forged: true })), 10);
      });
      const first = await send(upstream.url);
      await new Promise((resolve) => setTimeout(resolve, 50));

      const second = await send(upstream.url);

      expect([first.body, second.body]).toEqual([{ inAll: 1 }, { inAll: 2 }]);
    });
  });

  describe('without a response', () => {
    it.each([
      ['refuses the connection', 'http://127.0.0.1:1'],
      ['has no address', 'http://no-such-host.invalid'],
    ])('reports that nothing was sent if the upstream %s', async (_, url) => {
      await expect(send(url)).rejects.toMatchObject({
        code: 'UPSTREAM_UNREACHABLE',
        message: 'CRM could not be reached',
        wasSent: false,
        statusCode: 599,
      });
    });

    it('reports that nothing was sent if the certificate is not trusted', async () => {
      const upstream = await RawUpstream.start((socket) => void socket.write(httpResponse({})), { secure: true });

      await expect(send(upstream.url)).rejects.toMatchObject({
        code: 'UPSTREAM_UNREACHABLE',
        wasSent: false,
        cause: { message: expect.stringMatching(/^self-signed certificate/) as string },
      });

      expect(upstream.requests).toBe(0);
    });

    it('reports that a request may have arrived if its connection breaks', async () => {
      const upstream = await RawUpstream.start((socket) => void socket.resetAndDestroy());

      await expect(send(upstream.url)).rejects.toMatchObject({ wasSent: true, wasStale: false });
    });

    it.each([
      ['broke', 10_000, false],
      ['was already closed', 0, true],
    ])(
      'detects a stale connection that %s, and closes the other idle connections',
      async (_, staleAfterIdleMs, wasStale) => {
        pool = new ConnectionPool({ connectTimeoutMs: 500, maxIdle: 10, staleAfterIdleMs });
        const upstream = await RawUpstream.start((socket, { onConnection }) =>
          onConnection === 1 ? void setTimeout(() => socket.write(httpResponse({})), 10) : socket.resetAndDestroy(),
        );
        await Promise.all([send(upstream.url), send(upstream.url), send(upstream.url)]);

        await expect(send(upstream.url)).rejects.toMatchObject({
          code: 'UPSTREAM_UNREACHABLE',
          message: 'CRM broke the connection',
          wasSent: true,
          wasStale,
        });
        await expect(send(upstream.url)).resolves.toMatchObject({ status: 200 });

        expect(upstream.connections).toBe(4);
      },
    );

    it('reports an invalid request as an internal error', async () => {
      await expect(send('http://127.0.0.1:99999')).rejects.toThrow('The request to CRM is not valid HTTP');
    });

    it('keeps keys out of the log', async () => {
      const failed: unknown = await send('http://127.0.0.1:1', { headers: { 'X-API-Key': 'crm-secret' } }).catch(
        (error: unknown) => error,
      );

      const seen = new Set<unknown>();
      const everything = JSON.stringify(failed, (_, value: unknown) => {
        if (typeof value !== 'object' || value === null) return value;
        if (seen.has(value)) return undefined;
        seen.add(value);
        return Object.fromEntries(Object.getOwnPropertyNames(value).map((name) => [name, Reflect.get(value, name)]));
      });
      expect(everything).toContain('ECONNREFUSED');
      expect(everything).not.toContain('crm-secret');
    });
  });
});
