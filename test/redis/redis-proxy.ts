import { once } from 'node:events';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** Forwards TCP connections to a Redis, and records what clients send. */
export class RedisProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  /** Each item was sent together, without a wait for a reply. */
  private readonly requests: string[] = [];

  private constructor(private readonly target: () => number) {
    this.server = createServer((socket) => this.forward(socket));
  }

  /** @param target returns the port for each new connection */
  static async start(target: () => number): Promise<RedisProxy> {
    const proxy = new RedisProxy(target);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Counts the round trips of requests that contain a text. */
  tripsWith(text: string): number {
    return this.requests.filter((request) => request.includes(text)).length;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private forward(client: Socket): void {
    const server = connect(this.target(), '127.0.0.1');
    for (const end of [client, server]) {
      this.sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => [client, server].forEach((other) => other.destroy()));
    }
    client.on('data', (chunk) => this.requests.push(String(chunk)));
    client.pipe(server).pipe(client);
  }
}
