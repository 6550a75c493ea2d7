import { minutes, seconds } from '../../time/durations.js';
import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { Clock, monotonicClock } from '../../resilience/deadline/clock.js';
import {
  claimed,
  completed,
  markedUnknown,
  extended,
  IdempotencyRecord,
  released,
  Transition,
} from './idempotency-record.js';
import { Claim, ClaimResult, IdempotencyStore, OwnerResult, RecordKey } from './idempotency-store.js';

export interface MemoryLimits {
  readonly maxRecords: number;
  /** Limit for all stored outputs together, in characters. */
  readonly maxOutputsLength: number;
}

const LIMITS: MemoryLimits = { maxRecords: 100_000, maxOutputsLength: 64 * 1_024 * 1_024 };

/** A lease ends this much later than its call, so that the owner can record the outcome. */
const LEASE_MARGIN_MS = seconds(2);

/** Minimum interval between two removals of expired records. */
const SWEEP_EVERY_MS = minutes(1);

interface KeyOwner {
  readonly scope: string;
  readonly expiresAtMs: number;
}

/**
 * Stores keys in this process, for a service without Redis. It never evicts a key before it expires: a full store rejects
 * new writes.
 */
export class MemoryIdempotencyStore extends IdempotencyStore {
  private readonly records = new Map<string, IdempotencyRecord>();
  /** The first scope that used each name. */
  private readonly names = new Map<string, KeyOwner>();
  private outputsLength = 0;
  private sweptAtMs = -Infinity;

  constructor(
    private readonly clock: Clock = monotonicClock,
    private readonly limits: MemoryLimits = LIMITS,
  ) {
    super();
  }

  get size(): number {
    return this.records.size;
  }

  override async claim(claim: Claim): Promise<ClaimResult> {
    const nowMs = this.clock();
    if (this.isFull(nowMs) && !this.records.has(idOf(claim.key)))
      throw new StoreUnavailable({
        mayHaveBeenApplied: false,
        cause: new Error('The memory for idempotency keys is full'),
      });
    const result = this.apply(claim.key, (found) => claimed(found, claim, nowMs));
    if (result.kind !== 'new' && result.kind !== 'takeover') return result;
    return { kind: result.kind, isKeyUsedByOtherScope: this.isKeyUsedByOtherScope(claim, nowMs) };
  }

  override async complete(claim: Claim, output: string): Promise<OwnerResult> {
    return this.apply(claim.key, (found) => completed(found, claim, output, this.clock()));
  }

  override async release(claim: Claim): Promise<OwnerResult> {
    const result = this.apply(claim.key, (found) => released(found, claim, this.clock()));
    const { name, scope } = claim.key;
    if (!this.records.has(idOf(claim.key)) && this.names.get(name)?.scope === scope) this.names.delete(name);
    return result;
  }

  override async markUnknown(claim: Claim): Promise<OwnerResult> {
    return this.apply(claim.key, (found) => markedUnknown(found, claim, this.clock()));
  }

  override async extend(claim: Claim, leaseMs: number): Promise<OwnerResult> {
    return this.apply(claim.key, (found) => extended(found, claim, leaseMs, this.clock()));
  }

  /** Returns a lease that is longer than the call. A shorter one has no use: if the owner dies, this store ends with it. */
  override leaseMsFor(remainingMs: number): number {
    return remainingMs + LEASE_MARGIN_MS;
  }

  private apply<R>(key: RecordKey, transition: (found: IdempotencyRecord | undefined) => Transition<R>): R {
    const id = idOf(key);
    const found = this.records.get(id);
    const { result, record } = transition(found);
    if (record) this.records.set(id, record);
    else this.records.delete(id);
    this.outputsLength += outputLength(record) - outputLength(found);
    return result;
  }

  private isKeyUsedByOtherScope({ key: { name, scope }, leaseMs, ttlMs }: Claim, nowMs: number): boolean {
    const first = this.names.get(name);
    if (first && first.expiresAtMs > nowMs && first.scope !== scope) return true;
    this.names.set(name, { scope, expiresAtMs: nowMs + ttlMs + leaseMs });
    return false;
  }

  private isFull(nowMs: number): boolean {
    if (nowMs - this.sweptAtMs >= SWEEP_EVERY_MS) this.sweep(nowMs);
    return this.records.size >= this.limits.maxRecords || this.outputsLength >= this.limits.maxOutputsLength;
  }

  private sweep(nowMs: number): void {
    this.sweptAtMs = nowMs;
    for (const [name, { expiresAtMs }] of this.names) if (expiresAtMs <= nowMs) this.names.delete(name);
    for (const [id, record] of this.records) {
      if (record.expiresAtMs > nowMs) continue;
      this.records.delete(id);
      this.outputsLength -= outputLength(record);
    }
  }
}

const idOf = ({ name, scope }: RecordKey): string => `${name}:${scope}`;

const outputLength = (record: IdempotencyRecord | undefined): number =>
  record?.state === 'done' ? record.output.length : 0;
