import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { seconds } from '../durations.js';
import { limitConnect } from './connect-timeout.js';
import { IdleTimes } from './idle-times.js';

/**
 * An idle connection is not used again after this, or a second before the upstream says that it will close it: whoever
 * writes to one that is being closed loses the request. The usual servers close theirs after five seconds or later.
 */
const IDLE_LIMIT_MS = seconds(4);

/** No server closes a connection that was idle for less; one that breaks sooner tells something of the upstream. */
const NOTICEABLE_IDLE_MS = 500;

interface PoolOptions {
  /** What name resolution, connect and TLS handshake may take together. */
  readonly connectTimeoutMs: number;
  /** The most that are kept open for later. How many there may be at a time is the bulkhead's to say, and not said twice. */
  readonly maxIdle: number;
  readonly idleLimitMs?: number;
  readonly noticeableIdleMs?: number;
}

/** The connections to one upstream, over either scheme: kept open between calls, and given up where they are not there in time. */
export class ConnectionPools {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
  private readonly established = new WeakSet<Socket>();
  private readonly noticeableIdleMs: number;
  private readonly idleTimes = new IdleTimes();

  constructor({ connectTimeoutMs: limitMs, maxIdle, ...limits }: PoolOptions) {
    const { idleLimitMs = IDLE_LIMIT_MS, noticeableIdleMs = NOTICEABLE_IDLE_MS } = limits;
    this.noticeableIdleMs = noticeableIdleMs;
    const options = { keepAlive: true, timeout: idleLimitMs, maxFreeSockets: maxIdle };
    const onReady = (connection: Socket): void => void this.established.add(connection);
    this.httpAgent = new http.Agent(options);
    this.httpsAgent = new https.Agent(options);
    limitConnect(this.httpAgent, { readyEvent: 'connect', limitMs, onReady });
    limitConnect(this.httpsAgent, { readyEvent: 'secureConnect', limitMs, onReady });
    this.idleTimes.watch(this.httpAgent);
    this.idleTimes.watch(this.httpsAgent);
  }

  /** Whether a connection was ever there, so that what was written to it may have left. */
  wasEstablished(connection: Socket | null): boolean {
    return connection !== null && this.established.has(connection);
  }

  /** Whether a connection was idle before it was used last, for long enough that the upstream may have closed it meanwhile. */
  wasIdle(connection: Socket | null): boolean {
    return connection !== null && this.idleTimes.before(connection) >= this.noticeableIdleMs;
  }

  /** How many connections there are, those that are being made included. */
  get size(): number {
    const lists = [this.httpAgent, this.httpsAgent].flatMap((agent) => [agent.sockets, agent.freeSockets]);
    return lists.flatMap((list) => Object.values(list)).reduce((size, sockets) => size + (sockets?.length ?? 0), 0);
  }

  /** Closes those that nobody uses at the moment. */
  dropIdle(): void {
    const lists = [this.httpAgent.freeSockets, this.httpsAgent.freeSockets];
    const idle = lists.flatMap((list) => Object.values(list)).flatMap((sockets) => sockets ?? []);
    for (const connection of idle) connection.destroy();
  }

  /** Closes all of them. */
  close(): void {
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }
}
