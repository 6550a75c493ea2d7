import { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { Connection } from './connection.js';
import { ConnectionPool } from './connection-pool.js';
import { AnswerTooLarge, MAX_ANSWER_BYTES, RawAnswer } from './upstream-answer.js';

/** The controller that undici hands to each of its calls is not needed: whoever ends an exchange closes its connection. */
type Unused = Dispatcher.DispatchController;

/** One request on its way over a connection, and its answer on its way back. It ends once, and the connection is the pool's again. */
export class Exchange implements Dispatcher.DispatchHandler {
  private head: Pick<RawAnswer, 'status' | 'headers'> | undefined;
  private readonly pieces: Buffer[] = [];
  private sizeBytes = 0;
  private isOver = false;
  private resolve!: (answer: RawAnswer) => void;
  private reject!: (error: Error) => void;

  constructor(
    private readonly pool: ConnectionPool,
    readonly connection: Connection,
  ) {}

  /** Resolves where there is an answer, be it spoiled. @throws the system's error */
  run(request: Dispatcher.DispatchOptions): Promise<RawAnswer> {
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

  /** Undici knows by it that this is a handler. */
  onRequestStart(): void {}

  onResponseStart(_: Unused, status: number, headers: IncomingHttpHeaders): void {
    this.head = { status, headers };
  }

  onResponseData(_: Unused, piece: Buffer): void {
    this.sizeBytes += piece.length;
    if (this.sizeBytes > MAX_ANSWER_BYTES) this.fail(new AnswerTooLarge());
    else this.pieces.push(piece);
  }

  onResponseEnd(): void {
    if (this.isOver || !this.head) return;
    this.isOver = true;
    this.pool.free(this.connection);
    this.resolve({ ...this.head, body: this.body() });
  }

  onResponseError(_: Unused, error: Error): void {
    this.fail(error);
  }

  private fail(error: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.pool.drop(this.connection);
    if (this.head) this.resolve({ ...this.head, body: this.body(), flaw: error });
    else this.reject(error);
  }

  private body(): Buffer {
    const [first] = this.pieces;
    return first && this.pieces.length === 1 ? first : Buffer.concat(this.pieces);
  }
}
