import { IncomingHttpHeaders } from 'node:http';
import { RecordingUpstream } from './network/recording-upstream.js';
import { Reply, startService, TestService } from './service.js';

interface ReceivedRequest {
  /** For example `PATCH /tickets/t-1`. */
  readonly request: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON, or undefined without a body. */
  readonly body: unknown;
}

/** The whole service with an HTTP server of the test for each upstream. An undefined request gets a 404. */
class ServiceWithUpstreams {
  private readonly upstreams = new Map<string, RecordingUpstream>();
  /** Responses by prefix and request. */
  private readonly responses = new Map<string, { readonly status: number; readonly json: unknown }>();
  private service: TestService | undefined;

  async start(prefixes: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    const variables: Record<string, string> = {};
    for (const prefix of prefixes) {
      const upstream = await RecordingUpstream.start();
      upstream.respond = ({ method, target }) =>
        this.responses.get(`${prefix} ${method} ${target}`) ?? { status: 404, json: {} };
      this.upstreams.set(prefix, upstream);
      variables[`${prefix}_BASE_URL`] = upstream.url;
      variables[`${prefix}_AUTH`] = 'none';
    }
    this.service = await startService({ environment: { ...variables, ...environment } });
  }

  /** Removes the responses and requests of the last test. */
  reset(): void {
    this.responses.clear();
    for (const { requests } of this.upstreams.values()) requests.length = 0;
  }

  /** Defines the response of an upstream to `METHOD /path`. */
  respond(prefix: string, request: string, body: unknown = {}, status = 200): void {
    this.responses.set(`${prefix} ${request}`, { status, json: body });
  }

  /** Returns the requests that an upstream received in this test. */
  requests(prefix: string): readonly ReceivedRequest[] {
    return this.upstream(prefix).requests.map(({ method, target, headers, text }) => ({
      request: `${method} ${target}`,
      headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }));
  }

  /** Calls an action with a valid token, past the cache. @returns the envelope */
  async call(action: string, input: object): Promise<Reply['body']> {
    if (!this.service) throw new Error('The service has not started');
    const { body } = await this.service.call(action, input, { headers: { 'Cache-Control': 'no-cache' } });
    return body;
  }

  private upstream(prefix: string): RecordingUpstream {
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
  return service;
}
