import { createServer, IncomingMessage, request, Server } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';

interface ProxyOptions {
  /** Required Basic credentials: `user:password`. Can change at any time. */
  credentials?: string;
}

/** An HTTP proxy. It forwards requests in absolute form, opens tunnels, and records requests and tunnels. */
export class ProxyServer {
  /** `CONNECT host:port` and `GET http://…` in the order of their arrival. */
  readonly requests: string[] = [];
  /** If it is set, the proxy responds with this status to every request. */
  failsWith: number | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(readonly options: ProxyOptions) {
    this.server = createServer((incoming, response) => {
      this.requests.push(`${incoming.method} ${incoming.url}`);
      const status = this.rejectionOf(incoming);
      if (status !== undefined) return void response.writeHead(status).end();
      const { 'proxy-authorization': _, ...headers } = incoming.headers;
      const outgoing = request(incoming.url ?? '', { method: incoming.method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      outgoing.on('error', () => response.writeHead(502).end());
      incoming.pipe(outgoing);
    });
    this.server.on('connection', (socket: Socket) => this.track(socket));
    this.server.on('connect', (incoming: IncomingMessage, socket: Socket) => this.tunnel(incoming, socket));
  }

  static async start(options: ProxyOptions = {}): Promise<ProxyServer> {
    const proxy = new ProxyServer(options);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** Returns its URL, with these credentials if there are any. */
  url(credentials = ''): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://${credentials === '' ? '' : `${credentials}@`}127.0.0.1:${port}`;
  }

  get openConnections(): number {
    return this.sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private rejectionOf({ headers }: IncomingMessage): number | undefined {
    const { credentials } = this.options;
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    return expected !== undefined && headers['proxy-authorization'] !== expected ? 407 : this.failsWith;
  }

  private tunnel(incoming: IncomingMessage, socket: Socket): void {
    this.requests.push(`CONNECT ${incoming.url}`);
    const status = this.rejectionOf(incoming);
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} Rejected\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const target = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    this.track(target);
    target.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('error', () => target.destroy()).on('close', () => target.destroy());
  }

  private track(socket: Socket): void {
    this.sockets.add(socket.unref());
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
  }
}
