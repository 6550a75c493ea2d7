import type { Dispatcher } from 'undici';
import { PieceBuffer } from '../../limits/body/piece-buffer.js';
import { Slots } from '../../limits/queue/slots.js';
import { LARGE_BYTES } from '../../limits/queue/turns.js';
import type { Cancellation } from '../deadline/deadline.js';
import { Connection } from './connection.js';
import { ConnectionPool } from './connection-pool.js';
import { BufferedResponse, MAX_RESPONSE_BYTES, MAX_LARGE_RESPONSES, ResponseTooLarge } from './buffered-response.js';

/** Controller that undici passes to each method. Most methods do not use it, because closing the connection ends an exchange. */
type Unused = Dispatcher.DispatchController;

/** Names in lower case. The value of a repeated header is a list. */
type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Headers of which only the first occurrence counts, as in Node's own client. Other repeated headers are joined to a list. */
const SINGLE_VALUED = new Set(['content-type', 'location', 'retry-after']);

/** Shared by all upstreams: their concurrent responses must fit into the memory of the process. */
const LARGE_RESPONSES = new Slots(MAX_LARGE_RESPONSES);

interface ExchangeOptions {
  readonly cancellation?: Cancellation;
  readonly maxResponseBytes?: number;
  /** Called right before the request is written. An error here prevents sending. */
  readonly beforeSending?: () => void;
}

/** One request over a connection and its response. When it ends, the connection returns to the pool or closes. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  private head: Pick<BufferedResponse, 'status' | 'headers'> | undefined;
  private readonly pieces: PieceBuffer;
  private readonly maxBytes: number;
  /** Set once the response is large. */
  private leaveSlot: (() => void) | undefined;
  private isWritten = false;
  private isOver = false;
  private unregister: (() => void) | undefined;
  private resolve!: (response: BufferedResponse) => void;
  private reject!: (error: Error) => void;

  constructor(
    private readonly pool: ConnectionPool,
    readonly connection: Connection,
    private readonly options: ExchangeOptions = {},
  ) {
    this.maxBytes = options.maxResponseBytes ?? MAX_RESPONSE_BYTES;
    this.pieces = new PieceBuffer(this.maxBytes);
  }

  /** Whether the request was written, so that it may have arrived. */
  get mayHaveBeenSent(): boolean {
    return this.isWritten;
  }

  /** Resolves with a response, complete or with a defect. @throws the error of the system, the proxy or undici */
  run(request: Dispatcher.DispatchOptions): Promise<BufferedResponse> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.unregister = this.options.cancellation?.onAbort(() => this.fail(aborted()));
      if (!this.isOver) this.connection.send(request, this);
    });
  }

  /** Called by undici right before it writes the request. An error here prevents the write. */
  onRequestStart(): void {
    this.options.beforeSending?.();
    this.isWritten = true;
  }

  onResponseStart(_: Unused, status: number, headers: ReceivedHeaders): void {
    const rejection = this.connection.rejectionOf(status);
    if (rejection) return this.fail(rejection);
    // Interim responses precede the final one (RFC 9110 §15.2).
    if (status < 200) return;
    this.head = { status, headers: plainHeaders(headers) };
    this.connection.markProgress();
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.isOver) return;
    this.connection.markProgress();
    const defect = this.pieces.add(piece);
    if (defect === 'too-large') this.fail(new ResponseTooLarge({}, `over ${this.maxBytes} bytes`));
    else if (defect) this.fail(new ResponseTooLarge({}, 'in too many small pieces'));
    else if (!this.leaveSlot && this.pieces.sizeBytes >= LARGE_BYTES) this.waitForSlot(controller);
  }

  /** Frees the memory of a large response for another one. Call it when the response has been used. */
  release(): void {
    this.leaveSlot?.();
    this.leaveSlot = () => undefined;
  }

  onResponseEnd(): void {
    if (this.isOver || !this.head) return;
    this.end();
    this.pool.release(this.connection);
    this.resolve({ status: this.head.status, headers: this.head.headers, body: this.pieces.take() });
  }

  onResponseError(_: Unused, error: Error): void {
    this.fail(this.connection.causeOf(error));
  }

  private fail(error: Error): void {
    if (this.isOver) return;
    this.end();
    this.pool.destroy(this.connection);
    if (this.head) this.resolve({ ...this.head, body: this.pieces.take(), defect: error });
    else this.reject(error);
  }

  /** Pauses reading until a slot for large responses is free. */
  private waitForSlot(controller: Dispatcher.DispatchController): void {
    let isPaused = false;
    let hasSlot = false;
    this.leaveSlot = LARGE_RESPONSES.acquire(() => {
      hasSlot = true;
      if (isPaused) controller.resume();
    });
    if (hasSlot) return;
    isPaused = true;
    controller.pause();
  }

  private end(): void {
    this.isOver = true;
    this.unregister?.();
  }
}

const aborted = (): Error => new DOMException('The request was aborted', 'AbortError');

function plainHeaders(headers: ReceivedHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    plain[name] = Array.isArray(value)
      ? value.slice(0, SINGLE_VALUED.has(name) ? 1 : undefined).join(', ')
      : String(value);
  }
  return plain;
}
