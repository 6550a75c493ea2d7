import { Logger } from '@nestjs/common';
import { ReconnectingRedisClient, ReconnectingRedisClientOptions } from '../client/reconnecting-redis-client.js';
import type { RedisEndpoint } from '../url/redis-url.js';
import { RedisBreaker } from './redis-breaker.js';
import type { RedisClient } from '../client/redis-client.js';
import { RedisClock } from './redis-clock.js';
import { codeOf, isErrorReply, messageOf, needsNewConnection, needsNewSlotMap } from '../errors/redis-error.js';
import { RedisUnavailable } from '../errors/redis-unavailable.js';
import type { RunOptions } from './run-options.js';
import { SynchronousReplication, SynchronousReplicationOptions } from '../replication/synchronous-replication.js';
import { TimeoutError, withTimeout } from '../client/with-timeout.js';
import { WriteMonitor } from './write-monitor.js';

/** Limit of operations that wait for a reply. Without it, a frozen Redis would fill the memory of this process. */
const MAX_PENDING = 5_000;

/** An operation, with the connection that it uses and the node that it runs on. */
export type RedisOperation<T> = (client: RedisClient, node: RedisNode) => Promise<T>;

export interface RedisNodeOptions
  extends
    Pick<ReconnectingRedisClientOptions, 'resolve' | 'create' | 'verify'>,
    Pick<SynchronousReplicationOptions, 'recordKey' | 'isStillPrimary' | 'stateOf'> {
  /** The name of this node in the log. */
  readonly label: string;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** A key that is stored on this node; undefined while the node has no slots. */
  readonly probeKey: () => string | undefined;
  /** Whether the topology follows `MOVED` and `CLUSTERDOWN`. */
  readonly hasSlotMap: boolean;
  readonly onReady: (client: RedisClient, node: RedisNode) => void;
  /** Called when the connection is lost, or the node replies that it no longer serves a slot. */
  readonly onUnusable: () => void;
}

/**
 * One primary server: its connection, its breaker, and the state of its writes. Every operation is limited by a timeout, by
 * the number of waiting operations, and by the breaker.
 */
export class RedisNode {
  readonly clock = new RedisClock();
  readonly replication: SynchronousReplication;
  private readonly logger = new Logger('Redis');
  private readonly connection: ReconnectingRedisClient;
  private readonly breaker = new RedisBreaker(() => this.monitor.probeSoon());
  private readonly monitor: WriteMonitor;
  private opening: Promise<void> = Promise.resolve();
  private pending = 0;
  private connectedAtMs = -Infinity;
  /** When a Cluster node rejected a slot for the first time, in monotonic milliseconds; undefined after a success. */
  private slotLostAtMs: number | undefined;

  constructor(private readonly options: RedisNodeOptions) {
    const { verify, onUnusable, label, timeoutMs } = options;
    const isInUse = (client: RedisClient): boolean => this.connection.client === client;
    this.replication = new SynchronousReplication({ ...options, isInUse, waitMs: Math.ceil(timeoutMs / 2) });
    this.monitor = new WriteMonitor({
      ...options,
      breaker: this.breaker,
      clock: this.clock,
      isInUse,
      onProbe: (client) => this.replication.observe(client),
      onErrorReply: (error, client) => void this.noteErrorReply(error, client),
      onSilence: (client) => this.connection.replace(client, new Error('No reply for too long')),
    });
    this.connection = new ReconnectingRedisClient({
      ...options,
      verify: async (client, endpoint) => {
        await verify(client, endpoint);
        await this.monitor.probeBeforeUse(client);
        await this.replication.observe(client);
      },
      onReady: (client) => this.use(client),
      onLost: (error) => {
        this.logger.warn(`${label}: connection lost, reconnecting: ${messageOf(error)}`);
        onUnusable();
      },
    });
  }

  /** Whether `run` would send an operation now. */
  get isReady(): boolean {
    return this.connection.client !== undefined && this.breaker.isClosed;
  }

  /** Whether this node stores only some of the keys. */
  get hasSlotMap(): boolean {
    return this.options.hasSlotMap;
  }

  get endpoint(): RedisEndpoint | undefined {
    return this.connection.endpoint;
  }

  /** The reason why a write would fail now: an error code of Redis, `UNREACHABLE` or `TIMEOUT`. Undefined if writes work. */
  get writeProblem(): string | undefined {
    const suspension = this.replication.isSuspended ? 'NOREPLICAS' : undefined;
    return this.connection.problem ?? (this.breaker.isClosed ? (this.monitor.refusal ?? suspension) : 'TIMEOUT');
  }

  /** When this node became usable for the last time, in monotonic milliseconds. */
  get usableFromMs(): number {
    return Math.max(this.connectedAtMs, this.breaker.lastClosedAtMs);
  }

  /** When a possible failover began, in monotonic milliseconds; undefined if there is none. */
  get failoverStartedAtMs(): number | undefined {
    const { connection, replication, hasSlotMap, slotLostAtMs } = this;
    const mayBePromoted = hasSlotMap || replication.isRequired || connection.problem === 'READONLY';
    return (mayBePromoted ? connection.lostAtMs : undefined) ?? replication.suspensionStartedAtMs ?? slotLostAtMs;
  }

  /** Resolves when the first attempt to connect has succeeded or failed. @throws WrongTopology */
  open(): Promise<void> {
    return (this.opening = this.connection.open());
  }

  /** Resolves when the first attempt to connect is over. */
  async whenOpened(): Promise<void> {
    await this.opening.catch(() => undefined);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** Replaces the connection by a new one to the current address. */
  reconnect(why: string): void {
    const { client } = this.connection;
    if (client) this.connection.replace(client, new Error(why));
  }

  /** Runs an operation within its limits. Rethrows other errors of the operation. @throws RedisUnavailable */
  async run<T>(operation: RedisOperation<T>, options: RunOptions = {}): Promise<T> {
    const { bypassBreaker = false, limitMs = this.options.timeoutMs } = options;
    const { client } = this.connection;
    if (!client) throw RedisUnavailable.notSent('is not connected', this.connection.problem, this.failoverStartedAtMs);
    if (!bypassBreaker && !this.breaker.isClosed)
      throw RedisUnavailable.notSent('timed out recently (breaker open)', 'TIMEOUT');
    if (this.pending >= MAX_PENDING) throw RedisUnavailable.notSent('has too many operations waiting');
    try {
      const result = await withTimeout(this.counted(operation(client, this)), limitMs);
      this.breaker.noteReplyInTime();
      this.slotLostAtMs = undefined;
      return result;
    } catch (error) {
      throw this.failureOf(error, client, limitMs);
    }
  }

  /** Checks now whether a write works. */
  async check(): Promise<void> {
    const { client } = this.connection;
    if (client) await withTimeout(this.monitor.probe(client), this.options.timeoutMs).catch(() => undefined);
  }

  /** Counts an operation until its reply, which can arrive long after the timeout. */
  private counted<T>(work: Promise<T>): Promise<T> {
    this.pending += 1;
    const settle = (): void => void (this.pending -= 1);
    work.then(settle, settle);
    return work;
  }

  private use(client: RedisClient): void {
    this.breaker.noteReplyInTime();
    this.connectedAtMs = performance.now();
    this.logger.log(`${this.options.label} is connected`);
    this.options.onReady(client, this);
    void this.monitor.watch(client);
    this.replication.resume(client);
  }

  private failureOf(error: unknown, client: RedisClient, limitMs: number): unknown {
    if (error instanceof TimeoutError) {
      // Redis counts as slow only after the configured timeout. The limit of one operation can be shorter.
      if (limitMs >= this.options.timeoutMs) this.breaker.noteTimeout();
      return RedisUnavailable.noReply('did not reply in time', error, this.failoverStartedAtMs);
    }
    if (isErrorReply(error)) {
      this.breaker.noteReplyInTime();
      this.monitor.probeSoon();
      const code = this.noteErrorReply(error, client);
      return RedisUnavailable.refused(error, code, this.failoverStartedAtMs);
    }
    if (client.isReady && client.isOpen) return error;
    return RedisUnavailable.noReply('did not reply', error, this.failoverStartedAtMs);
  }

  /** Replaces the connection if the error shows that the server is the wrong one. @returns the error's code */
  private noteErrorReply(error: Error, client: RedisClient): string {
    const code = codeOf(error);
    if (needsNewSlotMap(code) && this.hasSlotMap) {
      this.slotLostAtMs ??= performance.now();
      this.options.onUnusable();
    } else if (needsNewConnection(code) || needsNewSlotMap(code)) this.connection.replace(client, error);
    return code;
  }
}
