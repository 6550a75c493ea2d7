import { once } from 'node:events';
import { Agent, createServer, IncomingMessage, request, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

const PROBE_EVERY_MS = 100;

/** Longer than any caller keeps an idle connection, so that the proxy never closes a connection in use. */
const KEEP_ALIVE_MS = 120_000;

interface Backend {
  readonly port: number;
  readonly agent: Agent;
  isReady: boolean;
}

interface BackendResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface ProxyOptions {
  /** Whether a call is retried at another process if the first one dies after it received the call. */
  readonly retriesSent?: boolean;
}

/**
 * A reverse proxy. It probes the readiness of each process every 100 ms and routes only to ready processes. It keeps
 * connections alive, and tries the next process if a connection is refused.
 */
export class ReadinessProxy {
  private readonly backends: readonly Backend[];
  private readonly server: Server;
  private readonly timer: NodeJS.Timeout;
  private calls = 0;
  /** Calls that had been sent to a process when its connection broke. */
  broken = 0;

  private constructor(
    ports: readonly number[],
    private readonly options: ProxyOptions,
  ) {
    this.backends = ports.map((port) => ({ port, agent: new Agent({ keepAlive: true }), isReady: false }));
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, response) => {
      void this.pass(incoming, response);
    });
    this.timer = setInterval(() => void this.probeAll(), PROBE_EVERY_MS);
  }

  static async start(ports: readonly number[], options: ProxyOptions = {}): Promise<ReadinessProxy> {
    const proxy = new ReadinessProxy(ports, options);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    await proxy.probeAll();
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const { agent } of this.backends) agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async probeAll(): Promise<void> {
    await Promise.all(
      this.backends.map(async (backend) => {
        const result = await send(
          backend.port,
          new Agent(),
          { method: 'GET', url: '/health/ready' },
          Buffer.alloc(0),
        ).catch(() => undefined);
        backend.isReady = result?.status === 200;
      }),
    );
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const result = await this.forward(incoming, Buffer.concat(chunks));
    const { connection: _, 'keep-alive': _also, ...headers } = result.headers;
    response.writeHead(result.status, headers).end(result.body);
  }

  private async forward(incoming: IncomingMessage, body: Buffer): Promise<BackendResponse> {
    const ready = this.backends.filter(({ isReady }) => isReady);
    const first = (this.calls += 1);
    for (let tried = 0; tried < ready.length; tried += 1) {
      const backend = ready[(first + tried) % ready.length];
      if (!backend) break;
      try {
        return await send(backend.port, backend.agent, incoming, body);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') continue;
        this.broken += 1;
        if (!this.options.retriesSent) break;
      }
    }
    return { status: 502, headers: {}, body: Buffer.from('{"code":"LOST"}') };
  }
}

function send(port: number, agent: Agent, incoming: Partial<IncomingMessage>, body: Buffer): Promise<BackendResponse> {
  const { method, url: path, headers } = incoming;
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
