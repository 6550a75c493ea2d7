import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { stopAfterSuite } from '../clean-up.js';
import { SELF_SIGNED } from './self-signed.js';

/** Called for each request with its connection and its number, from 1, on that connection and on all connections. */
type OnRequest = (connection: Socket, counts: { onConnection: number; inAll: number }) => unknown;

interface Options {
  readonly secure?: boolean;
  readonly onData?: (bytes: Buffer) => unknown;
}

/** An upstream that sends exact bytes or nothing. It can send responses that no HTTP server sends. */
export class RawUpstream {
  /** Number of connections so far. */
  connections = 0;
  /** Number of requests so far. */
  requests = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {}

  /** @param options `secure` serves TLS with a certificate that no client trusts; `onData` gets the bytes of requests */
  static async start(onRequest: OnRequest, { secure = false, onData }: Options = {}): Promise<RawUpstream> {
    const server = secure ? createTlsServer(SELF_SIGNED) : createServer();
    const upstream = new RawUpstream(server, secure ? 'https' : 'http');
    server.on('connection', (socket: Socket) => upstream.track(socket));
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) =>
      upstream.listen(socket, onRequest, onData),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stopAfterSuite(upstream);
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Number of open connections. */
  get openConnections(): number {
    return this.sockets.size;
  }

  /** Closes all connections, and accepts no new ones. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private track(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket.unref());
    socket.on('close', () => this.sockets.delete(socket));
  }

  private listen(socket: Socket, onRequest: OnRequest, onData: Options['onData']): void {
    let onConnection = 0;
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      onData?.(bytes);
      this.requests += 1;
      onConnection += 1;
      onRequest(socket, { onConnection, inAll: this.requests });
    });
  }
}

/** Returns a complete response. A body that is not a text is sent as JSON. */
export function httpResponse(body: unknown, headers: readonly string[] = [], status = '200 OK'): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(text)}`, ...headers, '', text].join('\r\n');
}
