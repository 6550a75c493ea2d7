import { writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stopAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { TestService, ServiceOptions, startService } from '../support/service.js';

/** A request as received by the upstream. */
export interface Recorded {
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

type UpstreamReply = { status?: number; json?: unknown; text?: string; headers?: Record<string, string> };
type Respond = (
  request: Recorded,
  response: ServerResponse,
) => UpstreamReply | undefined | Promise<UpstreamReply | undefined>;

/** An upstream that records every request, until the end of the suite. */
export class RecordingUpstream {
  readonly requests: Recorded[] = [];
  /** Decides the response. Undefined: the handler has sent one itself, or sends none. */
  respond: Respond = () => ({ json: {} });
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(): Promise<RecordingUpstream> {
    const upstream = new RecordingUpstream();
    await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', resolve));
    return stopAfterSuite(upstream);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  reset(): void {
    this.requests.length = 0;
    this.respond = () => ({ json: {} });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url: target = '', headers } = request;
    const recorded = { method, target, headers, text: Buffer.concat(chunks).toString('utf8') };
    this.requests.push(recorded);
    const reply = await this.respond(recorded, response);
    if (!reply) return;
    const { status = 200, json, text = JSON.stringify(json), headers: own } = reply;
    response.writeHead(status, { 'Content-Type': 'application/json', ...own }).end(text);
  }
}

/** A definition with the parts that a test sets. */
export interface DefinitionOptions {
  readonly url: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly input?: object;
  readonly output?: object;
  readonly map?: Readonly<Record<string, string>>;
  readonly defaults?: Readonly<Record<string, string>>;
  readonly success?: string;
  readonly type?: string;
  readonly actionType?: string;
}

export const definition = (options: DefinitionOptions): object => ({
  name: 'Hosted',
  integrationType: options.type ?? (options.url.startsWith('/') ? 'purecloud-data-actions' : 'custom-rest-actions'),
  actionType: options.actionType ?? 'custom',
  config: {
    request: {
      requestUrlTemplate: options.url,
      requestType: options.method ?? 'GET',
      headers: options.headers ?? {},
      requestTemplate: options.body ?? '${input.rawRequest}',
    },
    response: {
      translationMap: options.map ?? {},
      translationMapDefaults: options.defaults ?? {},
      successTemplate: options.success ?? '${rawResult}',
    },
  },
  contract: {
    input: { inputSchema: options.input ?? { type: 'object', properties: {} } },
    output: { successSchema: options.output ?? { type: 'object', properties: {}, additionalProperties: true } },
  },
  secure: false,
});

export const texts = (...names: readonly string[]): object => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  required: names,
});

/** A folder of definitions and policies, which is removed after the suite. Objects are written as JSON. */
export class DefinitionFolder {
  readonly path = temporaryFolder('data-actions');

  constructor(files: Readonly<Record<string, object | string>> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: object | string): void {
    writeFileSync(join(this.path, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}

/** Starts the service with a folder of definitions that may call hosts on this machine. */
export async function startHosting(
  files: Readonly<Record<string, object | string>>,
  { environment, ...options }: ServiceOptions = {},
): Promise<TestService> {
  const folder = new DefinitionFolder(files);
  const hosting = { DATA_ACTIONS_DIR: folder.path, DATA_ACTIONS_PRIVATE_HOSTS: '*' };
  return startService({ ...options, environment: { ...hosting, ...environment } });
}
