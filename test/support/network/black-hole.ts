import { once } from 'node:events';
import { AddressInfo, connect, createServer, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Listens but never accepts: the thread sleeps, and the operating system queues at most two connections. */
const LISTENER = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** An address where a connection attempt neither succeeds nor fails, as behind a firewall that drops packets. */
export class BlackHole {
  private constructor(
    readonly port: number,
    private readonly stop: () => Promise<void>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async open(): Promise<BlackHole> {
    const listener = new Worker(LISTENER, { eval: true });
    listener.unref();
    const [port] = (await once(listener, 'message')) as [number];
    const fillers = [1, 2].map(() =>
      connect(port, '127.0.0.1')
        .unref()
        .on('error', () => undefined),
    );
    await Promise.all(fillers.map((filler) => once(filler, 'connect')));
    return new BlackHole(port, async () => {
      for (const filler of fillers) filler.destroy();
      await listener.terminate();
    });
  }

  /** Accepts connections and sends nothing, so that a TLS handshake never completes. */
  static async silent(): Promise<BlackHole> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => void sockets.add(socket.unref().on('error', () => undefined)));
    await new Promise<void>((resolve) => server.unref().listen(0, '127.0.0.1', resolve));
    return new BlackHole((server.address() as AddressInfo).port, async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
  }

  close(): Promise<void> {
    return this.stop();
  }
}
