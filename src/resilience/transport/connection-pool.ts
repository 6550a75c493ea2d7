import type { LookupFunction } from 'node:net';
import buildConnector from 'undici/lib/core/connect.js';
import { seconds } from '../../durations.js';
import { Connection, ConnectionOptions } from './connection.js';

/**
 * An idle connection is not used again after this, or a second before the upstream says that it will close it: whoever
 * writes to one that is being closed loses the request. The usual servers close theirs after five seconds or later.
 */
const IDLE_LIMIT_MS = seconds(4);

/** No server closes a connection that was idle for less; one that breaks sooner tells something of the upstream. */
const STALE_AFTER_IDLE_MS = 500;

interface PoolOptions {
  /** What name resolution, connect and TLS handshake may take together. */
  readonly connectTimeoutMs: number;
  /** The most that are kept open for later. How many there may be at a time is the bulkhead's to say, and not said twice. */
  readonly maxIdle: number;
  /** Resolves the names of hosts. Default: the system's resolver */
  readonly lookup?: LookupFunction | undefined;
  readonly idleLimitMs?: number;
  readonly staleAfterIdleMs?: number;
}

/** The connections to one upstream, by origin: kept open between calls, and given up where they are not there in time. */
export class ConnectionPool {
  private readonly all = new Set<Connection>();
  /** Those that nobody uses; the last one was used last. */
  private readonly idle: Connection[] = [];
  private readonly maxIdle: number;
  private readonly parts: Omit<ConnectionOptions, 'origin'>;

  constructor({ connectTimeoutMs, maxIdle, lookup, idleLimitMs, staleAfterIdleMs }: PoolOptions) {
    this.maxIdle = maxIdle;
    this.parts = {
      connectTimeoutMs,
      idleLimitMs: idleLimitMs ?? IDLE_LIMIT_MS,
      staleAfterIdleMs: staleAfterIdleMs ?? STALE_AFTER_IDLE_MS,
      // One for all, as it remembers TLS sessions.
      connector: buildConnector({ timeout: 0, ...(lookup && { lookup }) }),
      onClosed: (connection) => this.forget(connection),
    };
  }

  /** How many connections there are, those that are being made included. */
  get size(): number {
    return this.all.size;
  }

  /** A connection for one request: to be freed after the answer, or dropped. @throws where `origin` is no address of HTTP */
  acquire(origin: string): Connection {
    for (let at = this.idle.length - 1; at >= 0; at -= 1) {
      const connection = this.idle[at];
      if (connection?.origin !== origin) continue;
      this.idle.splice(at, 1);
      return connection;
    }
    const connection = new Connection({ ...this.parts, origin });
    this.all.add(connection);
    return connection;
  }

  /** The request has been answered: others may use its connection. */
  release(connection: Connection): void {
    connection.free();
    if (connection.isReady && this.all.has(connection) && this.idle.length < this.maxIdle) this.idle.push(connection);
    else this.destroy(connection);
  }

  /** Closes a connection at once, in whatever state it is. */
  destroy(connection: Connection): void {
    this.all.delete(connection);
    connection.close();
  }

  /** Closes those that nobody uses at the moment. */
  dropIdle(): void {
    for (const connection of this.idle.splice(0)) this.destroy(connection);
  }

  /** Closes all of them. */
  close(): void {
    this.idle.length = 0;
    for (const connection of this.all) this.destroy(connection);
  }

  /** One that closes while it is in use is dropped by its user. */
  private forget(connection: Connection): void {
    const at = this.idle.indexOf(connection);
    if (at < 0) return;
    this.idle.splice(at, 1);
    this.destroy(connection);
  }
}
