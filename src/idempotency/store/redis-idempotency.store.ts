import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import type { RedisClient } from '../../redis/redis-client.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisNode } from '../../redis/redis-node.js';
import { RedisScript } from '../../redis/redis-script.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import { CLAIM, COMPLETE, EXTEND, MARK_UNKNOWN, RELEASE } from './idempotency-scripts.js';
import { Claim, ClaimResult, IdempotencyStore, OwnerResult, RecordKey } from './idempotency-store.js';
import { MemoryLossDetector } from './memory-loss-detector.js';

const SCRIPTS = {
  claim: new RedisScript(CLAIM),
  complete: new RedisScript(COMPLETE),
  release: new RedisScript(RELEASE),
  markUnknown: new RedisScript(MARK_UNKNOWN),
  extend: new RedisScript(EXTEND),
};

/** Short, so that a dead owner's key is decided within its duplicate's own call. Owners extend it. */
const LEASE_MS = 2_500;

/** A claim without a reply in time is sent again. All its attempts together are what it is valid for. */
const ATTEMPTS = 2;

/** After Redis was out of reach, owners get this long to extend their leases before somebody takes their place. */
const GRACE_MS = 1_500;

type Reply = readonly [kind: string, detail?: string | number | null];

interface RedisIdempotencyStoreOptions {
  readonly graceMs?: number;
  /** A lease that seems longer dates from before the server's clock was set back. */
  readonly longestLeaseMs?: number;
  readonly losses?: MemoryLossDetector | undefined;
}

/** Remembers keys in Redis, for all processes. Each verb is one script, and so one round trip and atomic. */
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

  /** Sends a claim once more where no reply came in time: a record knows its owner's token, and without a reply the write is refused. */
  override async claim(claim: Claim): Promise<ClaimResult> {
    let mayHaveBeenApplied = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.tryClaim(claim);
        if (result) return result;
        if (attempt >= ATTEMPTS)
          throw new StoreUnavailable({ mayHaveBeenApplied, cause: new Error('Claims arrive too late') });
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        mayHaveBeenApplied ||= error.mayHaveBeenApplied;
        if (attempt >= ATTEMPTS || !error.mayHaveBeenApplied)
          throw new StoreUnavailable({ mayHaveBeenApplied, cause: error.cause });
      }
    }
  }

  override complete({ key, owner, fingerprint, ttlMs }: Claim, answer: string): Promise<OwnerResult> {
    return this.runOwnerScript(SCRIPTS.complete, key, [owner, fingerprint, ttlMs, answer]);
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

  /** @returns undefined where the claim reached Redis too late to be granted @throws StoreUnavailable */
  private async tryClaim(claim: Claim): Promise<ClaimResult | undefined> {
    const { key, owner, fingerprint, leaseMs, ttlMs, mayResend } = claim;
    const node = this.nodeOf(key);
    const sentAtMs = performance.now();
    const { nowMs } = node.clock;
    const validUntilMs = nowMs === undefined ? 0 : Math.ceil(nowMs + ATTEMPTS * this.redis.timeoutMs);
    const graceMs = Math.max(0, Math.ceil(node.usableSinceMs + this.graceMs - sentAtMs));
    const identity = [owner, fingerprint, Math.ceil(leaseMs), ttlMs, mayResend ? 1 : 0, key.scope];
    const args = [...identity, validUntilMs, graceMs, this.longestLeaseMs];
    const marker = this.losses?.check(node);
    const reply = await this.run(SCRIPTS.claim, key, args, (client) => marker?.send(client));
    if (reply[0] === 'expired') {
      node.clock.observe(Number(reply[1]), sentAtMs);
      return undefined;
    }
    const result = claimResult(reply);
    if ((result.kind === 'new' || result.kind === 'takeover') && this.losses?.isRefusing) {
      await this.release(claim).catch(() => undefined);
      throw new StoreUnavailable({ mayHaveBeenApplied: true, cause: new Error('Redis has just lost its memory') });
    }
    return result;
  }

  private async runOwnerScript(
    script: RedisScript,
    key: RecordKey,
    args: readonly (string | number)[],
  ): Promise<OwnerResult> {
    const [kind, answer] = await this.run(script, key, args);
    if (kind === 'done') return { kind };
    return { kind: 'late', ...(typeof answer === 'string' && { answer }) };
  }

  /** Every verb passes the breaker: without it a write is refused, or a result is lost that its caller already has. */
  private async run(
    script: RedisScript,
    key: RecordKey,
    args: readonly (string | number)[],
    alongside?: (client: RedisClient) => Promise<void> | undefined,
  ): Promise<Reply> {
    const keys = this.keysOf(key);
    const operation = async (client: RedisClient): Promise<Reply> => {
      const reply = script.run(client, keys, args);
      const [result] = await Promise.all([reply, alongside?.(client)]);
      return result as Reply;
    };
    try {
      return await this.redis.run(operation, { key: keys[0], bypassBreaker: true });
    } catch (error) {
      throw storeError(error);
    }
  }

  private nodeOf(key: RecordKey): RedisNode {
    try {
      return this.redis.nodeOf(this.keysOf(key)[0]);
    } catch (error) {
      throw storeError(error);
    }
  }

  /** The braces put all keys of one name on one node of a cluster (Redis Cluster specification, hash tags). */
  private keysOf({ name, scope }: RecordKey): [string, string] {
    const shared = this.redis.key('idempotency', `{${name}}`);
    return [`${shared}:${scope}`, shared];
  }
}

function storeError(error: unknown): unknown {
  if (!(error instanceof RedisUnavailable)) return error;
  return new StoreUnavailable({ cause: error, mayHaveBeenApplied: error.mayHaveBeenApplied });
}

function claimResult([kind, detail]: Reply): ClaimResult {
  switch (kind) {
    case 'new':
    case 'takeover':
      return { kind, isKeyUsedByOtherScope: detail === 1 };
    case 'busy':
      return { kind, leaseMs: Number(detail) };
    case 'replay':
      return { kind, answer: String(detail) };
    case 'mismatch':
    case 'unknown':
      return { kind };
    default:
      throw new Error(`The store replied to a claim with ${kind}`);
  }
}
