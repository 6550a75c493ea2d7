import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import type { RedisClient } from '../../redis/client/redis-client.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisNode } from '../../redis/node/redis-node.js';
import { RedisScript } from '../../redis/client/redis-script.js';
import { AcknowledgedReply, claimResult, Reply } from './claim-reply.js';
import { CLAIM, COMPLETE, EXTEND, MARK_UNKNOWN, RELEASE } from './idempotency-scripts.js';
import { Claim, ClaimResult, IdempotencyStore, OwnerResult, RecordKey } from './idempotency-store.js';
import { storeFailure, TOO_LATE, unacknowledged } from './store-failure.js';
import { MarkerCheck, MemoryLossDetector } from './memory-loss-detector.js';

const SCRIPTS = {
  claim: new RedisScript(CLAIM),
  complete: new RedisScript(COMPLETE),
  release: new RedisScript(RELEASE),
  markUnknown: new RedisScript(MARK_UNKNOWN),
  extend: new RedisScript(EXTEND),
};

/**
 * Short, so that a duplicate call gets its result within its own deadline even if the owner has died. Owners extend their
 * lease.
 */
const LEASE_MS = 2_500;

/** How often a claim is sent if no reply comes in time. Redis rejects a claim that arrives after `ATTEMPTS` timeouts. */
const ATTEMPTS = 2;

/** After Redis was unreachable, owners get this time to extend their leases before another call can claim their keys. */
const GRACE_MS = 1_500;

type RecordKeys = [record: string, name: string];

interface RedisIdempotencyStoreOptions {
  readonly graceMs?: number;
  /** A longer lease in a record shows that the server's clock was set back. */
  readonly longestLeaseMs?: number;
  readonly losses?: MemoryLossDetector | undefined;
}

/** Stores keys in Redis, for all processes. Each operation is one script, so it is atomic and needs one round trip. */
export class RedisIdempotencyStore extends IdempotencyStore {
  private readonly graceMs: number;
  private readonly longestLeaseMs: number;
  private readonly losses: MemoryLossDetector | undefined;

  constructor(
    private readonly redis: RedisConnection,
    { graceMs = GRACE_MS, longestLeaseMs = LEASE_MS, losses }: RedisIdempotencyStoreOptions = {},
  ) {
    super();
    this.graceMs = graceMs;
    this.longestLeaseMs = longestLeaseMs;
    this.losses = losses;
  }

  override leaseMsFor(): number {
    return LEASE_MS;
  }

  /** Sends a claim once more if no reply came in time. This is safe, because Redis recognises the owner's token. */
  override async claim(claim: Claim): Promise<ClaimResult> {
    let mayHaveBeenApplied = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.tryClaim(claim);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        mayHaveBeenApplied ||= error.mayHaveBeenApplied;
        const isLast = attempt >= ATTEMPTS || !(error.mayHaveBeenApplied || error.cause === TOO_LATE);
        if (isLast)
          throw new StoreUnavailable({ mayHaveBeenApplied, cause: error.cause, retryForMs: error.retryForMs });
      }
    }
  }

  override complete({ key, owner, fingerprint, ttlMs }: Claim, output: string): Promise<OwnerResult> {
    return this.runOwnerScript(SCRIPTS.complete, key, [owner, fingerprint, ttlMs, output]);
  }

  override release({ key, owner, fingerprint, ttlMs }: Claim): Promise<OwnerResult> {
    return this.runOwnerScript(SCRIPTS.release, key, [owner, fingerprint, ttlMs, key.scope]);
  }

  override markUnknown({ key, owner, fingerprint, ttlMs }: Claim): Promise<OwnerResult> {
    return this.runOwnerScript(SCRIPTS.markUnknown, key, [owner, fingerprint, ttlMs]);
  }

  override extend({ key, owner, fingerprint, ttlMs }: Claim, leaseMs: number): Promise<OwnerResult> {
    return this.runOwnerScript(SCRIPTS.extend, key, [owner, fingerprint, Math.ceil(leaseMs), ttlMs]);
  }

  /** @throws StoreUnavailable */
  private async tryClaim(claim: Claim): Promise<ClaimResult> {
    const keys = this.keysOf(claim.key);
    const node = this.nodeOf(keys[0]);
    const sentAtMs = performance.now();
    const marker = this.losses?.check(node);
    const args = this.claimArguments(claim, node, sentAtMs);
    const { reply, acknowledged } = await this.runClaim(keys, args, node, marker);
    if (reply[0] === 'expired') {
      node.clock.observe(Number(reply[1]), sentAtMs);
      throw new StoreUnavailable({ mayHaveBeenApplied: false, cause: TOO_LATE });
    }
    if (reply[0] === 'suspended') throw unacknowledged(false, node.failoverStartedAtMs);
    const result = claimResult(reply);
    if (result.kind !== 'new' && result.kind !== 'takeover') return result;
    if (acknowledged && !(await acknowledged)) throw unacknowledged(true, node.failoverStartedAtMs);
    if (!this.losses?.isRefusing) return result;
    await this.release(claim).catch(() => undefined);
    throw new StoreUnavailable({
      mayHaveBeenApplied: true,
      cause: new Error('Redis has lost idempotency records; new writes are rejected for a moment'),
    });
  }

  private claimArguments(claim: Claim, node: RedisNode, nowMs: number): (string | number)[] {
    const { key, owner, fingerprint, leaseMs, ttlMs, mayResend } = claim;
    const serverMs = node.clock.nowMs;
    const validUntilMs = serverMs === undefined ? 0 : Math.ceil(serverMs + ATTEMPTS * this.redis.timeoutMs);
    const graceMs = Math.max(0, Math.ceil(node.usableFromMs + this.graceMs - nowMs));
    const identity = [owner, fingerprint, Math.ceil(leaseMs), ttlMs, mayResend ? 1 : 0, key.scope];
    return [...identity, validUntilMs, graceMs, this.longestLeaseMs, node.replication.isSuspended ? 0 : 1];
  }

  /** Claims a key and reads the marker in one round trip: in one script, or in two commands if a cluster may separate the keys. */
  private async runClaim(
    keys: RecordKeys,
    args: (string | number)[],
    node: RedisNode,
    marker: MarkerCheck | undefined,
  ): Promise<AcknowledgedReply> {
    if (!marker) return this.run(SCRIPTS.claim, keys, args);
    if (node.hasSlotMap) {
      const read = (client: RedisClient): Promise<void> => client.get(marker.key).then(marker.compare, () => undefined);
      return this.run(SCRIPTS.claim, keys, args, read);
    }
    const result = await this.run(SCRIPTS.claim, [...keys, marker.key], args);
    const [kind, , found] = result.reply;
    if (kind === 'new' || kind === 'takeover') marker.compare(found ?? null);
    return result;
  }

  private async runOwnerScript(
    script: RedisScript,
    key: RecordKey,
    args: readonly (string | number)[],
  ): Promise<OwnerResult> {
    const { reply, acknowledged } = await this.run(script, this.keysOf(key), args);
    const [kind, output] = reply;
    if (kind === 'done') return { kind, ...(acknowledged && { acknowledged }) };
    return { kind: 'late', ...(typeof output === 'string' && { output }) };
  }

  /** Bypasses the circuit breaker: an open breaker would reject writes and lose the outcome of an executed write. */
  private async run(
    script: RedisScript,
    keys: string[],
    args: readonly (string | number)[],
    alongside?: (client: RedisClient) => Promise<void>,
  ): Promise<AcknowledgedReply> {
    const operation = async (client: RedisClient, { replication }: RedisNode): Promise<AcknowledgedReply> => {
      let acknowledged: Promise<boolean> | undefined;
      let other: Promise<void> | undefined;
      // The script comes first, because `ASKING` is valid for the next command only.
      const reply = await script.run(client, keys, args, () => {
        other = alongside?.(client);
        if (replication.isRequired) acknowledged = replication.acknowledge(client);
      });
      if (other) await other;
      return { reply: reply as Reply, acknowledged };
    };
    try {
      return await this.redis.run(operation, { key: keys[0] as string, bypassBreaker: true });
    } catch (error) {
      throw storeFailure(error);
    }
  }

  private nodeOf(key: string): RedisNode {
    try {
      return this.redis.nodeOf(key);
    } catch (error) {
      throw storeFailure(error);
    }
  }

  /** The braces put all keys of one name on one node of a cluster (Redis Cluster specification, hash tags). */
  private keysOf({ name, scope }: RecordKey): RecordKeys {
    const shared = this.redis.key('idempotency', `{${name}}`);
    return [`${shared}:${scope}`, shared];
  }
}
