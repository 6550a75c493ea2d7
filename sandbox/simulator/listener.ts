import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than clients keep idle connections, so that the simulator never closes a connection that is about to be used. */
const KEEP_ALIVE_MS = 30_000;

/** An HTTP server on 127.0.0.1 that can stop and start again on the same port. */
export class Listener {
  private server: Server | undefined;

  /** @param port 0: a free port, kept across `stop` and `start` */
  constructor(
    private readonly onRequest: RequestListener,
    public port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isListening(): boolean {
    return this.server !== undefined;
  }

  /** @throws Error if the port is in use */
  async start(): Promise<void> {
    if (this.server !== undefined) return;
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, this.onRequest);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.port, '127.0.0.1', resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Closes all connections immediately and accepts no new ones. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
