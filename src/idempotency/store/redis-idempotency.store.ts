import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { RedisConnection, RunOptions } from '../../redis/redis-connection.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import { CLAIM, COMPLETE, DOUBT, EXTEND, RELEASE } from './idempotency-scripts.js';
import { Claim, ClaimResult, IdempotencyStore, OwnerResult, RecordKey } from './idempotency-store.js';
import { RedisScript } from '../../redis/redis-script.js';

const SCRIPTS = {
  claim: new RedisScript(CLAIM),
  complete: new RedisScript(COMPLETE),
  release: new RedisScript(RELEASE),
  doubt: new RedisScript(DOUBT),
  extend: new RedisScript(EXTEND),
};

type Reply = readonly [kind: string, detail?: string | number | null];

/** Remembers keys in Redis, for all processes. Each verb is one script, and so one round trip and atomic. */
export class RedisIdempotencyStore extends IdempotencyStore {
  constructor(private readonly redis: RedisConnection) {
    super();
  }

  /** Asks once more where no answer came: a claim knows its own token, and without an answer a write would be refused. */
  override async claim({ key, owner, fingerprint, leaseMs, ttlMs, mayResend }: Claim): Promise<ClaimResult> {
    const args = [owner, fingerprint, Math.ceil(leaseMs), ttlMs, mayResend ? 1 : 0, key.scope];
    const ask = (): Promise<Reply> => this.run(SCRIPTS.claim, key, args, { bypassBreaker: true });
    try {
      return claimResult(await ask());
    } catch (error) {
      if (!(error instanceof StoreUnavailable && error.mayHaveBeenApplied)) throw error;
    }
    try {
      return claimResult(await ask());
    } catch (cause) {
      throw new StoreUnavailable({ cause, mayHaveBeenApplied: true });
    }
  }

  override complete({ key, owner, fingerprint, ttlMs }: Claim, answer: string): Promise<OwnerResult> {
    return this.tell(SCRIPTS.complete, key, [owner, fingerprint, ttlMs, answer]);
  }

  override release({ key, owner, fingerprint, ttlMs }: Claim): Promise<OwnerResult> {
    return this.tell(SCRIPTS.release, key, [owner, fingerprint, ttlMs, key.scope]);
  }

  override markUnknown({ key, owner, fingerprint, ttlMs }: Claim): Promise<OwnerResult> {
    return this.tell(SCRIPTS.doubt, key, [owner, fingerprint, ttlMs]);
  }

  override extend({ key, owner, fingerprint }: Claim, leaseMs: number): Promise<OwnerResult> {
    return this.tell(SCRIPTS.extend, key, [owner, fingerprint, Math.ceil(leaseMs)]);
  }

  private async tell(script: RedisScript, key: RecordKey, args: readonly (string | number)[]): Promise<OwnerResult> {
    const [kind, answer] = await this.run(script, key, args);
    if (kind === 'done') return { kind };
    return { kind: 'late', ...(typeof answer === 'string' && { answer }) };
  }

  /** The braces put all keys of one name on one node of a cluster (Redis Cluster specification, hash tags). */
  private async run(
    script: RedisScript,
    { name, scope }: RecordKey,
    args: readonly (string | number)[],
    options?: RunOptions,
  ): Promise<Reply> {
    const shared = this.redis.key('idempotency', `{${name}}`);
    const keys = [`${shared}:${scope}`, shared];
    try {
      return (await this.redis.run((client) => script.run(client, keys, args), options)) as Reply;
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      throw new StoreUnavailable({ cause: error, mayHaveBeenApplied: error.mayHaveBeenApplied });
    }
  }
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
      throw new Error(`The store answered a claim with ${kind}`);
  }
}
