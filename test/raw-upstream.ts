import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SELF_SIGNED } from './self-signed.js';

/** Told of each request's arrival: by its connection, and its number on that and on all connections, from 1. */
type OnRequest = (connection: Socket, counts: { onConnection: number; inAll: number }) => unknown;

/** An upstream that says exactly the bytes it is told to, or nothing: what no HTTP server would do. */
export class RawUpstream {
  /** Connections so far. */
  connections = 0;
  /** Requests so far. */
  requests = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {}

  /** @param secure under a certificate that nobody trusts */
  static async start(onRequest: OnRequest, { secure = false } = {}): Promise<RawUpstream> {
    const server = secure ? createTlsServer(SELF_SIGNED) : createServer();
    const upstream = new RawUpstream(server, secure ? 'https' : 'http');
    server.on('connection', (socket: Socket) => upstream.track(socket));
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => upstream.listen(socket, onRequest));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A test that fails before it stops this must not keep the process from ending.
    server.unref();
    return upstream;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Connections that are open. */
  get openConnections(): number {
    return this.open.size;
  }

  /** Closes them all, and refuses new ones. */
  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private track(socket: Socket): void {
    this.connections += 1;
    this.open.add(socket.unref());
    socket.on('close', () => this.open.delete(socket));
  }

  private listen(socket: Socket, onRequest: OnRequest): void {
    let onConnection = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      this.requests += 1;
      onConnection += 1;
      onRequest(socket, { onConnection, inAll: this.requests });
    });
  }
}

/** A whole answer with a body, as JSON if it is no text. */
export function httpResponse(body: unknown, headers: readonly string[] = [], status = '200 OK'): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(text)}`, ...headers, '', text].join('\r\n');
}
