import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { seconds, timerDelay } from '../../durations.js';
import { finalAnswersAlone } from './final-answers.js';

/** A connection was not there in time. */
class ConnectTimeout extends Error {
  constructor(limitMs: number) {
    super(`no connection within ${limitMs} ms`);
    this.name = 'ConnectTimeout';
  }
}

export interface ConnectionOptions {
  readonly origin: string;
  /** Begins a connection, which is given at once and is still to be established. */
  readonly connector: (options: buildConnector.Options, callback: buildConnector.Callback) => Socket;
  /** What name resolution, connect and TLS handshake may take together. */
  readonly connectTimeoutMs: number;
  /** An idle connection closes after this, or a second before the upstream says that it will close it. */
  readonly idleLimitMs: number;
  /** After so long, the upstream may have closed an idle connection. */
  readonly staleAfterIdleMs: number;
  /** Told when it is no more, be it in use or idle. */
  readonly onClosed: (connection: Connection) => void;
}

/** A connection to an upstream for one request at a time, and what is to be known of it where one fails. */
export class Connection {
  private readonly client: Client;
  private socket: Socket | undefined;
  private awaitAnswer: (() => void) | undefined;
  private hasAnswered = false;
  private freedAtMs = 0;
  private idleMs = 0;

  constructor(private readonly parts: ConnectionOptions) {
    const { idleLimitMs } = parts;
    this.client = new Client(parts.origin, {
      pipelining: 1,
      connect: (options, callback) => this.connect(options, callback),
      keepAliveTimeout: idleLimitMs,
      keepAliveMaxTimeout: idleLimitMs,
      keepAliveTimeoutThreshold: seconds(1),
      // How long an answer may take is the attempt's to say.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // Whoever sent a request is told of it; the event is for those who look at the client alone, and must not end the process.
    (this.client as EventEmitter).on('error', () => undefined);
  }

  get origin(): string {
    return this.parts.origin;
  }

  /** Whether another request may follow: it is open, and nothing of the last one is still on its way out. */
  get isReady(): boolean {
    return this.socket?.destroyed === false && this.socket.writableLength === 0;
  }

  /** Whether an answer has come over it before. */
  get isReused(): boolean {
    return this.hasAnswered;
  }

  /** Whether it was idle before it was used last, for long enough that the upstream may have closed it meanwhile. */
  get wasIdle(): boolean {
    return this.isReused && this.idleMs >= this.parts.staleAfterIdleMs;
  }

  send(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    if (this.isReused) this.idleMs = performance.now() - this.freedAtMs;
    this.client.dispatch(request, handler);
  }

  /** The request is being written: what is read next is its answer. */
  begin(): void {
    this.awaitAnswer?.();
  }

  /** The answer is here; the next request may come. */
  free(): void {
    this.hasAnswered = true;
    this.freedAtMs = performance.now();
  }

  /** At once, also while it is being made. */
  close(): void {
    void this.client.destroy();
    this.socket?.destroy();
  }

  /** Called again where one that was idle turns out to be closed before anything was written to it. */
  private connect(options: buildConnector.Options, callback: buildConnector.Callback): void {
    const { connector, connectTimeoutMs: limitMs, onClosed } = this.parts;
    this.hasAnswered = false;
    const socket = connector(options, (...made) => {
      clearTimeout(timer);
      callback(...made);
    });
    this.awaitAnswer = finalAnswersAlone(socket);
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout(limitMs)), timerDelay(limitMs));
    this.socket = socket.once('close', () => {
      clearTimeout(timer);
      onClosed(this);
    });
  }
}
