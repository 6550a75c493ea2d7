import type { Dispatcher } from 'undici';
import { ByteBudget } from '../../limits/byte-budget.js';
import { PieceBuffer } from '../../limits/piece-buffer.js';
import { Connection } from './connection.js';
import { ConnectionPool } from './connection-pool.js';
import {
  BufferedResponse,
  MAX_RESPONSE_BYTES,
  MAX_TOTAL_RESPONSE_BYTES,
  ResponseTooLarge,
} from './buffered-response.js';

/** The controller that undici hands to each of its calls is not needed: whoever ends an exchange closes its connection. */
type Unused = Dispatcher.DispatchController;

/** As undici gives them: named in lower case, and a list where a name comes again. */
type GivenHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Of those, the first counts, as for Node's own client; other values are a list already. */
const SINGLE = new Set(['content-type', 'location', 'retry-after']);

/** Shared by all upstreams: what they send at the same time must fit into the process. */
const RUNNING = new ByteBudget(MAX_TOTAL_RESPONSE_BYTES);

/** One request on its way over a connection, and its answer on its way back. It ends once, and the connection is the pool's again. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  private head: Pick<BufferedResponse, 'status' | 'headers'> | undefined;
  private readonly pieces = new PieceBuffer(MAX_RESPONSE_BYTES);
  private reservedBytes = 0;
  private hasBegun = false;
  private isOver = false;
  private resolve!: (answer: BufferedResponse) => void;
  private reject!: (error: Error) => void;

  constructor(
    private readonly pool: ConnectionPool,
    readonly connection: Connection,
    private readonly beforeSending?: () => void,
  ) {}

  /** Whether its request was written, so that it may have left. */
  get mayHaveBeenSent(): boolean {
    return this.hasBegun;
  }

  /** Resolves where there is an answer, be it spoiled. @throws the system's error, or undici's */
  run(request: Dispatcher.DispatchOptions): Promise<BufferedResponse> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.connection.send(request, this);
    });
  }

  /** Nobody waits for it any more: the connection closes. */
  abort(): void {
    this.fail(new DOMException('Nobody waits for the rest', 'AbortError'));
  }

  /** An error keeps undici from writing anything. */
  onRequestStart(): void {
    this.beforeSending?.();
    this.hasBegun = true;
    this.connection.begin();
  }

  onResponseStart(_: Unused, status: number, headers: GivenHeaders): void {
    // What comes ahead of an answer is none (RFC 9110 §15.2).
    if (status >= 200) this.head = { status, headers: plainHeaders(headers) };
  }

  onResponseData(_: Unused, piece: Buffer): void {
    if (this.isOver) return;
    if (!RUNNING.reserve(piece.length)) return this.fail(new ResponseTooLarge({}, 'no room beside other responses'));
    this.reservedBytes += piece.length;
    const defect = this.pieces.add(piece);
    if (defect === 'too-large') this.fail(new ResponseTooLarge());
    else if (defect) this.fail(new ResponseTooLarge({}, 'in too many small pieces'));
  }

  onResponseEnd(): void {
    if (this.isOver || !this.head) return;
    this.end();
    this.pool.release(this.connection);
    this.resolve({ ...this.head, body: this.pieces.take() });
  }

  onResponseError(_: Unused, error: Error): void {
    this.fail(error);
  }

  private fail(error: Error): void {
    if (this.isOver) return;
    this.end();
    this.pool.destroy(this.connection);
    if (this.head) this.resolve({ ...this.head, body: this.pieces.take(), defect: error });
    else this.reject(error);
  }

  private end(): void {
    this.isOver = true;
    RUNNING.release(this.reservedBytes);
  }
}

function plainHeaders(headers: GivenHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    plain[name] = Array.isArray(value) ? value.slice(0, SINGLE.has(name) ? 1 : undefined).join(', ') : String(value);
  }
  return plain;
}
