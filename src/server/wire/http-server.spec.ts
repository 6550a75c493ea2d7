import { once } from 'node:events';
import { RequestListener, Server } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { until } from '../../../test/support/until.js';
import { createHttpServer } from './http-server.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('an HTTP server, after no bytes were transferred on a connection for the timeout', () => {
  let server: Server;
  let client: Socket;

  async function open(serve: RequestListener): Promise<void> {
    server = createHttpServer({
      classes: {},
      // The short timeout begins when the request has arrived, because a busy machine can connect more slowly.
      serve: (request, response) => {
        request.socket.setTimeout(20);
        serve(request, response);
      },
      headersTimeoutMs: 5_000,
      actionTimeoutMs: 5_000,
      tls: undefined,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(REQUEST);
  }

  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('keeps a response stream open that has nothing to send at the moment', async () => {
    await open(({ socket }, response) => {
      response.write('before');
      socket.once('timeout', () => setImmediate(() => response.end('after')));
    });
    let received = '';
    for await (const piece of client) {
      received += String(piece);
      if (received.includes('after')) break;
    }

    expect(received).toMatch(/before[^]*after/);
  });

  it('closes a connection without a request after the keep-alive time', async () => {
    await open((_request, response) => response.end('answer'));
    server.keepAliveTimeout = 20;
    let received = '';
    for await (const piece of client) received += String(piece);

    expect(received).toContain('answer');
  });

  it('closes the connection of a client that does not read', async () => {
    const closed = new Promise<boolean>((resolve) => {
      void open((_request, response) => {
        response.write(Buffer.alloc(64 * 1024 * 1024));
        response.on('close', () => resolve(response.writableFinished));
      });
    });

    expect(await closed).toBe(false);
  });
});

describe('an HTTP server with a gate', () => {
  const REJECTION = 'HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\nno';
  let server: Server;
  let client: Socket;
  let received: string;

  /** Starts a server that rejects requests with the header `x-reject`, and delays all others until `serve` is called. */
  async function open(): Promise<{ serve: () => void; isHolding: () => boolean }> {
    const waiting: (() => void)[] = [];
    server = createHttpServer({
      classes: {},
      serve: (request, response) => void request.resume().on('end', () => response.end(`served ${request.url}`)),
      gate: {
        admit: (_request, _response, serve) => void waiting.push(serve),
        rejectEarly: ({ rawHeaders }) => (rawHeaders.includes('x-reject') ? REJECTION : undefined),
      },
      headersTimeoutMs: 5_000,
      actionTimeoutMs: 5_000,
      tls: undefined,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    received = '';
    client.on('data', (piece) => (received += String(piece)));
    return { serve: () => waiting.splice(0).forEach((serve) => serve()), isHolding: () => waiting.length > 0 };
  }

  const post = (path: string, headers = '', body = ''): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`;

  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('sends an early rejection and drops any body', async () => {
    await open();
    client.write(post('/a', 'x-reject: 1\r\n', post('/b')));
    client.write(post('/c', 'x-reject: 1\r\n'));
    await until(() => received.length >= 2 * REJECTION.length);

    expect(received).toBe(REJECTION + REJECTION);
    expect(client.closed).toBe(false);
  });

  it('serves the next request of the connection', async () => {
    const { serve } = await open();
    client.write(post('/a', 'x-reject: 1\r\n', 'body'));
    await until(() => received === REJECTION);
    client.write(post('/b', '', 'body'));
    await until(() => (serve(), received.includes('served /b')));
  });

  it('limits the next request by the timeout of a request, not by the longer timeout of an idle connection', async () => {
    const { serve, isHolding } = await open();
    const connected = once(server, 'connection') as Promise<[Socket]>;
    client.write(post('/a', 'x-reject: 1\r\n'));
    await until(() => received === REJECTION);
    const [socket] = await connected;
    const idleLimitMs = socket.timeout;
    client.write(post('/b'));
    await until(isHolding);

    expect([idleLimitMs, socket.timeout]).toEqual([server.keepAliveTimeout, server.timeout]);
    serve();
  });

  it('rejects nothing early while a response is pending on the connection, and keeps the order of responses', async () => {
    const { serve } = await open();
    client.write(post('/a') + post('/b', 'x-reject: 1\r\n'));
    await until(() => (serve(), received.includes('served /b')));

    expect(received.indexOf('served /a')).toBeLessThan(received.indexOf('served /b'));
    expect(received).not.toContain('429');
  });

  it('does not reject a request early if the request closes its connection', async () => {
    const { serve } = await open();
    client.write(post('/a', 'x-reject: 1\r\nConnection: close\r\n'));
    await until(() => (serve(), client.closed));

    expect(received).toContain('served /a');
  });

  it('serves a body that arrived while the request waited', async () => {
    const { serve } = await open();
    client.write(post('/a', '', 'x'.repeat(200_000)));
    await new Promise((resolve) => setImmediate(resolve));
    await until(() => (serve(), received.includes('served /a')));
  });
});
