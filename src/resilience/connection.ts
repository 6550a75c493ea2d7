import { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { seconds, timerDelay } from '../durations.js';
import { finalAnswersAlone } from './final-answers.js';

/** A connection was not there in time. */
export class ConnectTimeout extends Error {
  constructor(limitMs: number) {
    super(`no connection within ${limitMs} ms`);
    this.name = 'ConnectTimeout';
  }
}

export interface ConnectionParts {
  readonly origin: string;
  /** Begins a connection, which is given at once and is still to be established. */
  readonly connector: (options: buildConnector.Options, callback: buildConnector.Callback) => Socket;
  /** What name resolution, connect and TLS handshake may take together. */
  readonly connectTimeoutMs: number;
  /** An idle connection closes after this, or a second before the upstream says that it will close it. */
  readonly idleLimitMs: number;
  /** After so long, the upstream may have closed an idle connection. */
  readonly noticeableIdleMs: number;
  /** Told when it is no more, be it in use or idle. */
  readonly onClosed: (connection: Connection) => void;
}

/** A connection to an upstream for one request at a time, and what is to be known of it where one fails. */
export class Connection {
  private readonly client: Client;
  private socket: Socket | undefined;
  private awaitAnswer: (() => void) | undefined;
  private isEstablished = false;
  private answers = 0;
  private freedAtMs = 0;
  private idleMs = 0;

  constructor(private readonly parts: ConnectionParts) {
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
  }

  get origin(): string {
    return this.parts.origin;
  }

  get isOpen(): boolean {
    return this.socket?.destroyed === false;
  }

  /** Whether it was ever there, so that what was written to it may have left. */
  get wasEstablished(): boolean {
    return this.isEstablished;
  }

  /** Whether an answer has come over it before. */
  get isReused(): boolean {
    return this.answers > 0;
  }

  /** Whether it was idle before it was used last, for long enough that the upstream may have closed it meanwhile. */
  get wasIdle(): boolean {
    return this.isReused && this.idleMs >= this.parts.noticeableIdleMs;
  }

  send(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    if (this.isReused) this.idleMs = performance.now() - this.freedAtMs;
    this.awaitAnswer?.();
    this.client.dispatch(request, handler);
  }

  /** The answer is here; the next request may come. */
  free(): void {
    this.answers += 1;
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
    this.isEstablished = false;
    this.answers = 0;
    const socket = connector(options, (...made) => {
      clearTimeout(timer);
      this.isEstablished = made[0] === null;
      callback(...made);
    });
    this.awaitAnswer = finalAnswersAlone(socket);
    this.awaitAnswer();
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout(limitMs)), timerDelay(limitMs));
    this.socket = socket.once('close', () => {
      clearTimeout(timer);
      onClosed(this);
    });
  }
}
