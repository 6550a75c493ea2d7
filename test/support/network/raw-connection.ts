import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { Envelope } from '../../../src/envelope/envelope.js';
import { closeAfterSuite } from '../clean-up.js';

/** One response on the wire. */
export interface RawResponse {
  readonly status: number;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed JSON, or undefined if the text is not JSON. */
  readonly body: Envelope;
}

/** A TCP connection that sends exact bytes, including requests that no HTTP client sends. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private isEnded = false;
  private wake: () => void = () => undefined;

  /** Resolves when the peer has ended or reset the connection. */
  readonly ended: Promise<void>;

  private constructor(readonly socket: Socket) {
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.isEnded = true;
        this.wake();
        resolve();
      };
      socket.on('end', end).on('close', end).on('error', end);
    });
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = closeAfterSuite(connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }));
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Sends parts of a request, unchanged. */
  send(...parts: readonly (string | Buffer)[]): void {
    for (const part of parts) this.socket.write(part);
  }

  /** Ends the sending side, and keeps reading. */
  finish(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  close(): void {
    this.socket.destroy();
  }

  /** Whether a byte of a response has arrived. */
  get hasResponse(): boolean {
    return this.received.length > 0;
  }

  /**
   * Returns the next complete response.
   *
   * @throws Error if the connection ends before it
   */
  async response({ withoutBody = false } = {}): Promise<RawResponse> {
    const head = (await this.take(() => this.received.indexOf('\r\n\r\n') + 4, 4)).toString('latin1');
    const [statusLine = '', ...lines] = head.trimEnd().split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const status = Number(statusLine.split(' ')[1]);
    const lengthBytes = withoutBody || status < 200 || status === 204 ? 0 : Number(headers['content-length'] ?? NaN);
    if (Number.isNaN(lengthBytes)) throw new Error(`no Content-Length: ${head}`);
    const text = (await this.take(() => lengthBytes, 0)).toString('utf8');
    return { status, headers, text, body: parsed(text) as Envelope };
  }

  /** Removes and returns the first bytes when they have arrived. The length is unknown while it is below `leastBytes`. */
  private async take(lengthBytes: () => number, leastBytes: number): Promise<Buffer> {
    while (lengthBytes() < leastBytes || this.received.length < lengthBytes()) {
      if (this.isEnded) throw new Error(`the connection ended: ${this.received.toString('latin1')}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const taken = this.received.subarray(0, lengthBytes());
    this.received = this.received.subarray(taken.length);
    return taken;
  }
}

/** Returns the head of a request: request line, headers and empty line. */
export function head(requestLine: string, headers: Readonly<Record<string, string | number>> = {}): string {
  const lines = Object.entries({ Host: 'service.test', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [requestLine, ...lines, '', ''].join('\r\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
