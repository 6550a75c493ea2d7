import { writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../support/clean-up.js';
import { TestService, ServiceOptions, startService } from '../support/service.js';

/** A request as the recording upstream got it. */
export interface Recorded {
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

type Answer = { status?: number; json?: unknown; text?: string; headers?: Record<string, string> };
type Respond = (request: Recorded, response: ServerResponse) => Answer | undefined | Promise<Answer | undefined>;

/** An upstream that records every request. */
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
    return upstream;
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
    const answer = await this.respond(recorded, response);
    if (!answer) return;
    const { status = 200, json, text = JSON.stringify(json), headers: own } = answer;
    response.writeHead(status, { 'Content-Type': 'application/json', ...own }).end(text);
  }
}

/** A definition with the parts that a test sets. */
export interface DefinitionParts {
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

/** Returns an exported definition. */
export const definition = (parts: DefinitionParts): object => ({
  name: 'Hosted',
  integrationType: parts.type ?? (parts.url.startsWith('/') ? 'purecloud-data-actions' : 'custom-rest-actions'),
  actionType: parts.actionType ?? 'custom',
  config: {
    request: {
      requestUrlTemplate: parts.url,
      requestType: parts.method ?? 'GET',
      headers: parts.headers ?? {},
      requestTemplate: parts.body ?? '${input.rawRequest}',
    },
    response: {
      translationMap: parts.map ?? {},
      translationMapDefaults: parts.defaults ?? {},
      successTemplate: parts.success ?? '${rawResult}',
    },
  },
  contract: {
    input: { inputSchema: parts.input ?? { type: 'object', properties: {} } },
    output: { successSchema: parts.output ?? { type: 'object', properties: {}, additionalProperties: true } },
  },
  secure: false,
});

/** Returns an input schema of texts. */
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
): Promise<{ service: TestService; stop: () => Promise<void> }> {
  const folder = new DefinitionFolder(files);
  const hosting = { DATA_ACTIONS_DIR: folder.path, DATA_ACTIONS_PRIVATE_HOSTS: '*' };
  const service = await startService({ ...options, environment: { ...hosting, ...environment } });
  return { service, stop: () => service.stop() };
}
