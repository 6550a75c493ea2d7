import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Reply, startService, TestService } from './service.js';

interface ReceivedRequest {
  /** For example `PATCH /tickets/t-1`. */
  readonly request: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

/** An HTTP server in the place of one upstream. It responds with 404 to everything that the test does not define. */
class UpstreamServer {
  readonly received: ReceivedRequest[] = [];
  readonly responses = new Map<string, { readonly status: number; readonly body: unknown }>();
  private readonly server: Server = createServer((message, response) => {
    const request = `${message.method ?? ''} ${message.url ?? ''}`;
    const { status, body } = this.responses.get(request) ?? { status: 404, body: {} };
    void json(message)
      .catch(() => undefined)
      .then((sent) => {
        this.received.push({ request, headers: message.headers, body: sent });
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(status === 204 ? undefined : JSON.stringify(body));
      });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The whole service with an HTTP server of the test for each upstream. */
class ServiceWithUpstreams {
  private readonly upstreams = new Map<string, UpstreamServer>();
  private service: TestService | undefined;

  async start(prefixes: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    const variables: Record<string, string> = {};
    for (const prefix of prefixes) {
      const upstream = new UpstreamServer();
      this.upstreams.set(prefix, upstream);
      variables[`${prefix}_BASE_URL`] = await upstream.start();
      variables[`${prefix}_AUTH`] = 'none';
    }
    this.service = await startService({ environment: { ...variables, ...environment } });
  }

  async stop(): Promise<void> {
    await this.service?.stop();
    for (const upstream of this.upstreams.values()) await upstream.stop();
  }

  /** Forgets the responses and requests of the last test. */
  reset(): void {
    for (const { responses, received } of this.upstreams.values()) {
      responses.clear();
      received.length = 0;
    }
  }

  /** Defines the response of an upstream to `METHOD /path`. */
  respond(prefix: string, request: string, body: unknown = {}, status = 200): void {
    this.upstream(prefix).responses.set(request, { status, body });
  }

  /** Returns the requests that an upstream received in this test. */
  requests(prefix: string): readonly ReceivedRequest[] {
    return this.upstream(prefix).received;
  }

  /** Calls an action with a valid token, past the cache. @returns the envelope */
  async call(action: string, input: object): Promise<Reply['body']> {
    if (!this.service) throw new Error('The service has not started');
    const { body } = await this.service.call(action, input, { headers: { 'Cache-Control': 'no-cache' } });
    return body;
  }

  private upstream(prefix: string): UpstreamServer {
    const upstream = this.upstreams.get(prefix);
    if (!upstream) throw new Error(`serviceWithUpstreams() has no upstream ${prefix}`);
    return upstream;
  }
}

/**
 * Starts the service before the tests of a suite and stops it after them. Each upstream is a server that responds as
 * `respond()` defines.
 *
 * @param prefixes of the upstreams' variables: `SHOPS` for `SHOPS_BASE_URL`
 * @param environment other variables
 */
export function serviceWithUpstreams(
  prefixes: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ServiceWithUpstreams {
  const service = new ServiceWithUpstreams();
  beforeAll(() => service.start(prefixes, environment));
  beforeEach(() => service.reset());
  afterAll(() => service.stop());
  return service;
}
