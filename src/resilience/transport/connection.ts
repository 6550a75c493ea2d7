import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';
import { seconds, timerDelay } from '../../time/durations.js';
import { Dialer, Route } from '../egress/dialer.js';
import { ProxyRejection } from '../egress/proxy-tunnel.js';
import { MAX_OVERHEAD_BYTES, OverheadLimit } from './overhead-limit.js';

/** A connection was not established in time. */
class ConnectTimeout extends Error {
  constructor(limitMs: number) {
    super(`no connection within ${limitMs} ms`);
    this.name = 'ConnectTimeout';
  }
}

export interface ConnectionOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  /** Limit of name resolution, connect, proxy and TLS handshake together. */
  readonly connectTimeoutMs: number;
  /** An idle connection closes after this time, or one second before the time that the upstream announces. */
  readonly idleLimitMs: number;
  /** Idle time after which the upstream may have closed the connection. */
  readonly staleAfterIdleMs: number;
  /** Age from which a connection carries no further request. */
  readonly maxAgeMs: number;
  /** Called when the connection has closed, in use or idle. */
  readonly onClosed: (connection: Connection) => void;
}

/** A connection to an upstream for one request at a time, with the facts that classify a failure. */
export class Connection {
  private readonly client: Client;
  private readonly route: Route;
  private readonly overhead = new OverheadLimit();
  private socket: Socket | undefined;
  private isClosed = false;
  private hasResponded = false;
  /** The first error of the socket. undici reports only that the socket closed after it. */
  private socketError: Error | undefined;
  private isRetired = false;
  private openedAtMs = 0;
  private releasedAtMs = 0;
  private idleMs = 0;

  /** @throws Error if the origin is not an HTTP URL */
  constructor(private readonly options: ConnectionOptions) {
    const { origin, dialer, idleLimitMs } = options;
    this.route = dialer.route(origin);
    this.client = new Client(origin, {
      pipelining: 1,
      connect: (_, callback) => this.connect(callback),
      keepAliveTimeout: idleLimitMs,
      keepAliveMaxTimeout: idleLimitMs,
      keepAliveTimeoutThreshold: seconds(1),
      // The attempt has its own time limit.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Higher than the limit of OverheadLimit, so that OverheadLimit always acts first.
      maxHeaderSize: 2 * MAX_OVERHEAD_BYTES,
    });
    // The request reports the error. An 'error' event without a listener would end the process.
    (this.client as EventEmitter).on('error', () => undefined);
  }

  get origin(): string {
    return this.options.origin;
  }

  /** Whether another request may follow: the connection is open and young enough, and the last request is completely written. */
  get isReady(): boolean {
    if (this.isRetired || performance.now() - this.openedAtMs >= this.options.maxAgeMs) return false;
    return this.socket?.destroyed === false && this.socket.writableLength === 0;
  }

  /** Whether the connection has carried a response before. */
  get isReused(): boolean {
    return this.hasResponded;
  }

  /** Whether the connection was idle for so long before its latest request that the upstream may have closed it. */
  get wasIdle(): boolean {
    return this.isReused && this.idleMs >= this.options.staleAfterIdleMs;
  }

  send(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.overhead.reset();
    if (this.isReused) this.idleMs = performance.now() - this.releasedAtMs;
    this.client.dispatch(this.isForwarded ? this.forwarded(request) : request, handler);
  }

  /** Records that the final head or a piece of content has arrived. */
  markProgress(): void {
    this.overhead.reset();
  }

  /** Returns the rejection for a status that comes from a proxy and not from the upstream. */
  rejectionOf(status: number): ProxyRejection | undefined {
    const { proxy } = this.route;
    return this.isForwarded && proxy && status === 407 ? new ProxyRejection(proxy, 'responded 407') : undefined;
  }

  /** Returns the system or TLS error that caused an error of undici. */
  causeOf(error: Error): Error {
    return (error as { code?: unknown }).code === 'UND_ERR_SOCKET' ? (this.socketError ?? error) : error;
  }

  /** Records that the response is complete, so that the next request may follow. */
  markIdle(): void {
    this.hasResponded = true;
    this.releasedAtMs = performance.now();
  }

  /** Marks the request in flight as the last one of this connection. */
  retire(): void {
    this.isRetired = true;
  }

  /** Closes the connection at once, even while it is being established. */
  close(): void {
    this.isClosed = true;
    void this.client.destroy();
    this.socket?.destroy();
  }

  /** Whether requests go through a proxy without a tunnel. This applies to `http://` URLs. */
  private get isForwarded(): boolean {
    return this.route.proxy !== undefined && !this.route.isSecure;
  }

  /**
   * Returns the request in absolute form (RFC 9112 §3.2.2) with the credentials for the proxy, which may have changed.
   */
  private forwarded(request: Dispatcher.DispatchOptions): Dispatcher.DispatchOptions {
    const { origin, dialer } = this.options;
    const authorization = dialer.route(origin).proxy?.authorization;
    return {
      ...request,
      path: origin + request.path,
      headers: [
        ...((request.headers ?? []) as string[]),
        ...(authorization === undefined ? [] : ['Proxy-Authorization', authorization]),
      ],
    };
  }

  /** Called by undici to connect. Called again if an idle connection closed before anything was written to it. */
  private connect(callback: buildConnector.Callback): void {
    const { dialer, connectTimeoutMs: limitMs } = this.options;
    this.hasResponded = false;
    this.socketError = undefined;
    const timer = setTimeout(() => this.socket?.destroy(new ConnectTimeout(limitMs)), timerDelay(limitMs));
    dialer
      .dial(this.route, (socket) => this.hold(socket))
      .finally(() => clearTimeout(timer))
      .then(
        (socket) => {
          this.openedAtMs = performance.now();
          callback(null, this.overhead.watch(socket));
        },
        (error: Error) => callback(error, null),
      );
  }

  /** Stores the latest socket. Through a proxy there are two: the socket to the proxy, then the TLS socket over it. */
  private hold(socket: Socket): void {
    this.socket = socket;
    // The connection was closed while the proxy responded.
    if (this.isClosed) socket.destroy();
    socket.once('error', (error) => (this.socketError ??= error));
    socket.once('close', () => {
      if (this.socket === socket) this.options.onClosed(this);
    });
  }
}
