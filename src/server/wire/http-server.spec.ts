import { once } from 'node:events';
import { RequestListener, Server } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { createHttpServer } from './http-server.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('an HTTP server whose connection is silent for its timeout', () => {
  let server: Server;
  let client: Socket;

  async function open(serve: RequestListener): Promise<void> {
    server = createHttpServer({ classes: {}, serve, headersTimeoutMs: 5_000, actionTimeoutMs: 5_000, tls: undefined });
    server.timeout = 20;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(REQUEST);
  }

  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('keeps a stream open that has nothing to send', async () => {
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
