import { minutes, seconds } from '../../time/durations.js';
import { Dialer } from '../egress/dialer.js';
import { Connection, ConnectionOptions } from './connection.js';

/**
 * Idle time after which a connection is closed. An upstream can announce a shorter time. If the upstream closes a connection
 * first, a request that is being written is lost. Common servers wait at least five seconds.
 */
const IDLE_LIMIT_MS = seconds(4);

/**
 * No common server closes a connection that was idle for a shorter time. If a connection breaks sooner, the upstream has
 * failed.
 */
const STALE_AFTER_IDLE_MS = 500;

/** New connections resolve the host name again, so a busy upstream follows a change of its DNS records within this time. */
const MAX_AGE_MS = minutes(1);

interface PoolOptions {
  /** Limit of name resolution, connect, proxy and TLS handshake together. */
  readonly connectTimeoutMs: number;
  /** Maximum number of idle connections. The bulkhead limits the number of all connections. */
  readonly maxIdle: number;
  readonly dialer?: Dialer;
  readonly idleLimitMs?: number;
  readonly staleAfterIdleMs?: number;
  readonly maxAgeMs?: number;
}

/** Keep-alive connections to one upstream, by origin. */
export class ConnectionPool {
  private readonly all = new Set<Connection>();
  /** Ordered by their last use, the latest at the end. */
  private readonly idle: Connection[] = [];
  private readonly maxIdle: number;
  private readonly options: Omit<ConnectionOptions, 'origin'>;

  constructor({ connectTimeoutMs, maxIdle, dialer = new Dialer(), ...limits }: PoolOptions) {
    this.maxIdle = maxIdle;
    this.options = {
      connectTimeoutMs,
      dialer,
      idleLimitMs: limits.idleLimitMs ?? IDLE_LIMIT_MS,
      staleAfterIdleMs: limits.staleAfterIdleMs ?? STALE_AFTER_IDLE_MS,
      maxAgeMs: limits.maxAgeMs ?? MAX_AGE_MS,
      onClosed: (connection) => this.forget(connection),
    };
    dialer.onChange(() => this.retire());
  }

  /** Number of connections, including those that are being established. */
  get size(): number {
    return this.all.size;
  }

  /** Returns a connection for one request, which the caller releases or destroys. @throws Error if `origin` is not an HTTP URL */
  acquire(origin: string): Connection {
    for (let index = this.idle.length - 1; index >= 0; index -= 1) {
      const connection = this.idle[index];
      if (connection?.origin !== origin) continue;
      this.idle.splice(index, 1);
      return connection;
    }
    const connection = new Connection({ ...this.options, origin });
    this.all.add(connection);
    return connection;
  }

  /** Returns a connection to the pool after its response is complete. */
  release(connection: Connection): void {
    connection.markIdle();
    if (connection.isReady && this.all.has(connection) && this.idle.length < this.maxIdle) this.idle.push(connection);
    else this.destroy(connection);
  }

  /** Closes a connection at once, in any state. */
  destroy(connection: Connection): void {
    this.all.delete(connection);
    connection.close();
  }

  dropIdle(): void {
    for (const connection of this.idle.splice(0)) this.destroy(connection);
  }

  close(): void {
    this.idle.length = 0;
    for (const connection of this.all) this.destroy(connection);
  }

  /** Closes idle connections at once, and connections in use after their request. */
  private retire(): void {
    this.dropIdle();
    for (const connection of this.all) connection.retire();
  }

  /** Removes an idle connection. A connection in use is destroyed by its user. */
  private forget(connection: Connection): void {
    const index = this.idle.indexOf(connection);
    if (index < 0) return;
    this.idle.splice(index, 1);
    this.destroy(connection);
  }
}
