import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { stopAfterSuite } from '../clean-up.js';

/** A request as received by the upstream. */
export interface Recorded {
  readonly method: string;
  /** The target in the request line. */
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
  /** Returns the response, or undefined if the handler sends the response itself or sends none. */
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
