import { Logger } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import type { RedisEndpoint } from '../url/redis-url.js';
import type { RedisClient } from '../client/redis-client.js';
import { isErrorReply } from '../errors/redis-error.js';
import { readReplicaRecord, writeReplicaRecord } from './replica-record.js';
import type { ReplicaState } from './replica-state.js';
import { ReplicationInfo, readReplicationInfo } from './replication-info.js';
import { withTimeout } from '../client/with-timeout.js';

/** Sentinels notice a promoted replica within this time. They send `INFO` each second, then inform each other. */
const SILENT_REPLICA_LIMIT_MS = seconds(3);
/** A failover ends within this time. A former replica that is still a primary after it belongs to another deployment. */
const PROMOTED_REPLICA_LIMIT_MS = seconds(60);
const CHECK_INTERVAL_MS = 100;
/** Delay before a slow replica is required again. It doubles each time the replica does not acknowledge in time. */
const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = seconds(30);

export interface SynchronousReplicationOptions {
  readonly label: string;
  /** Limit for the acknowledgements of one write. */
  readonly waitMs: number;
  /** The key of the record of a primary's replicas, shared by all processes; undefined while this node has no slots. */
  readonly recordKey: () => string | undefined;
  /** Whether the topology still names this server as the primary. */
  readonly isStillPrimary: (client: RedisClient, replicationId: string) => Promise<boolean>;
  readonly stateOf: (replica: RedisEndpoint) => Promise<ReplicaState>;
  readonly isInUse: (client: RedisClient) => boolean;
}

interface Group {
  readonly sent: Promise<boolean>;
  next: Promise<boolean> | undefined;
}

/**
 * Waits until every replica of a primary has acknowledged a write, so that a failover cannot lose it. A replica that stops
 * acknowledging may have been promoted. Writes that must not be lost are suspended until this is ruled out.
 *
 * Does nothing for a primary without replicas.
 */
export class SynchronousReplication {
  private readonly logger = new Logger('Redis');
  private id: string | undefined;
  private known: readonly RedisEndpoint[] = [];
  private required = 0;
  private isForbidden = false;
  private suspendedAtMs: number | undefined;
  private retryAtMs = -Infinity;
  private retryDelayMs = FIRST_RETRY_MS;
  private readonly groups = new WeakMap<RedisClient, Group>();

  constructor(private readonly options: SynchronousReplicationOptions) {}

  /** Whether writes are suspended, because a replica does not acknowledge them. */
  get isSuspended(): boolean {
    return this.suspendedAtMs !== undefined;
  }

  /** When writes were suspended, in monotonic milliseconds; undefined if they are not suspended. */
  get suspensionStartedAtMs(): number | undefined {
    return this.suspendedAtMs;
  }

  /** Whether a write waits for replicas. */
  get isRequired(): boolean {
    return this.required > 0;
  }

  /**
   * Waits until the replicas have acknowledged all earlier writes of this connection. Concurrent callers share one `WAIT`,
   * because it blocks the other commands of the connection.
   *
   * @returns false if a replica did not acknowledge in time
   */
  acknowledge(client: RedisClient): Promise<boolean> {
    const group = this.groups.get(client);
    if (group) return (group.next ??= group.sent.then(() => this.acknowledge(client)));
    const sent = this.wait(client).finally(() => this.groups.delete(client));
    this.groups.set(client, { sent, next: undefined });
    return sent;
  }

  /** Reads which replicas the server has. Called for each new connection, and repeatedly after that. */
  async observe(client: RedisClient): Promise<void> {
    const info = await readReplicationInfo(client);
    if (!info || this.isForbidden) return;
    if (info.id !== this.id) await this.restart(client, info.id);
    if (info.replicas.length < this.required) this.suspend(client);
    else if (info.replicas.length > this.required && !this.isSuspended) await this.grow(client, info);
  }

  /** Continues the checks of a suspension over a new connection. */
  resume(client: RedisClient): void {
    if (this.isSuspended) void this.watch(client);
  }

  private async wait(client: RedisClient): Promise<boolean> {
    const { required } = this;
    if (this.isSuspended) return false;
    if ((await this.count(client, required)) >= required) return true;
    this.suspend(client);
    return false;
  }

  /** Returns how many replicas have acknowledged in time; 0 if `WAIT` fails. */
  private async count(client: RedisClient, required: number): Promise<number> {
    const { waitMs } = this.options;
    if (required === 0) return 0;
    try {
      const reply = client.sendCommand(['WAIT', String(required), String(waitMs)]);
      return Number(await withTimeout(reply, 2 * waitMs));
    } catch (error) {
      if (!isErrorReply(error) || !/unknown command|NOPERM/i.test(error.message)) return 0;
      this.logger.warn(`${this.options.label} does not permit WAIT: a failover can lose writes`);
      this.isForbidden = true;
      this.required = 0;
      return required;
    }
  }

  /** Resets the state for a new server, and reads the record that other processes stored for this server. */
  private async restart(client: RedisClient, id: string): Promise<void> {
    const key = this.options.recordKey();
    const record = key === undefined ? undefined : await readReplicaRecord(client, key, id);
    this.id = id;
    this.known = record?.replicas ?? [];
    this.required = record?.required ?? 0;
    this.suspendedAtMs = undefined;
    this.retryAtMs = -Infinity;
    this.retryDelayMs = FIRST_RETRY_MS;
  }

  private async grow(client: RedisClient, { replicas }: ReplicationInfo): Promise<void> {
    const nowMs = performance.now();
    if (nowMs < this.retryAtMs) return;
    this.retryAtMs = nowMs + this.retryDelayMs;
    this.retryDelayMs = Math.min(2 * this.retryDelayMs, LONGEST_RETRY_MS);
    const count = await this.count(client, replicas.length);
    if (count <= this.required || this.isSuspended || this.isForbidden) return;
    if (count >= replicas.length) this.retryDelayMs = FIRST_RETRY_MS;
    await this.require(client, Math.min(count, replicas.length), replicas);
  }

  private async require(client: RedisClient, required: number, replicas: readonly RedisEndpoint[]): Promise<void> {
    this.required = required;
    this.known = replicas;
    this.suspendedAtMs = undefined;
    const key = this.options.recordKey();
    if (key !== undefined && this.id !== undefined)
      await writeReplicaRecord(client, key, { id: this.id, required, replicas });
  }

  private suspend(client: RedisClient): void {
    if (this.isSuspended) return;
    this.suspendedAtMs = performance.now();
    const consequence = 'new writes are rejected until it is certain that no replica was promoted';
    this.logger.warn(`${this.options.label}: not all of ${this.required} replicas acknowledge writes; ${consequence}`);
    void this.watch(client);
  }

  private async watch(client: RedisClient): Promise<void> {
    const { isInUse, label } = this.options;
    while (this.isSuspended && isInUse(client)) {
      await this.check(client).catch(() => undefined);
      if (this.isSuspended) await new Promise((resolve) => setTimeout(resolve, CHECK_INTERVAL_MS).unref());
    }
    if (!this.isSuspended) this.logger.log(`${label}: ${this.required} replicas acknowledge writes`);
  }

  /** Ends the suspension if all replicas acknowledge again, or if it is certain that no missing replica was promoted. */
  private async check(client: RedisClient): Promise<void> {
    const { isStillPrimary, stateOf } = this.options;
    const info = await readReplicationInfo(client);
    if (!info || info.id !== this.id) return;
    const attached = info.replicas.length;
    const required = Math.min(attached, this.required);
    const count = await this.count(client, required);
    if (count >= this.required) return this.require(client, this.required, info.replicas);
    const detached = this.known.filter((one) => !info.replicas.some((other) => isSame(one, other)));
    const [isPrimary, states] = await Promise.all([
      isStillPrimary(client, info.id),
      Promise.all(detached.map((replica) => stateOf(replica))),
    ]);
    if (!isPrimary || info.id !== this.id || !this.isSuspended) return;
    const suspendedMs = performance.now() - (this.suspendedAtMs ?? 0);
    const isSlow = count < required;
    const limitMs = states.includes('primary')
      ? PROMOTED_REPLICA_LIMIT_MS
      : states.includes('silent') || isSlow
        ? SILENT_REPLICA_LIMIT_MS
        : 0;
    if (suspendedMs >= limitMs) await this.require(client, count, info.replicas);
  }
}

const isSame = (one: RedisEndpoint, other: RedisEndpoint): boolean =>
  one.host === other.host && one.port === other.port;
