import { Claim, ClaimResult, OwnerResult } from './idempotency-store.js';

interface OwnedRecord {
  /** The owner token of the last granted claim. */
  readonly owner: string;
  readonly fingerprint: string;
  readonly expiresAtMs: number;
}

interface Undecided extends OwnedRecord {
  /** Whether an earlier owner may have executed the write. A later failure without effect does not change that. */
  readonly inDoubt: boolean;
}

/** The state of a key: its write is running, its outcome is unknown, or its output is stored. */
export type IdempotencyRecord =
  | (Undecided & { readonly state: 'running'; readonly leaseEndsAtMs: number })
  | (Undecided & { readonly state: 'unknown' })
  | (OwnedRecord & { readonly state: 'done'; readonly output: string });

/** The result of an operation, and the record after the operation; undefined if the key then has no record. */
export interface Transition<R> {
  readonly result: R;
  readonly record: IdempotencyRecord | undefined;
}

type Found = IdempotencyRecord | undefined;
type Granted = { readonly kind: 'new' } | { readonly kind: 'takeover' };
type Claimed = Exclude<ClaimResult, { kind: 'new' | 'takeover' }> | Granted;

const DONE: OwnerResult = { kind: 'done' };
const LATE: OwnerResult = { kind: 'late' };

/**
 * The life cycle of a record, as pure functions. The memory store runs them, the scripts of the Redis store mirror them, and
 * the model test visits every reachable state.
 *
 * An expired lease means that the owner died or hangs. The upstream may have executed its request. An owner that continues
 * later can still record its outcome if no other call has claimed the key.
 */
export function claimed(found: Found, claim: Claim, nowMs: number): Transition<Claimed> {
  if (!found || found.expiresAtMs <= nowMs) return grant(claim, nowMs, false);
  if (found.fingerprint !== claim.fingerprint) return { result: { kind: 'mismatch' }, record: found };
  if (found.state === 'done') return { result: { kind: 'replay', output: found.output }, record: found };
  if (found.state === 'running') {
    if (found.owner === claim.owner) return grant(claim, nowMs, found.inDoubt);
    const leaseMs = found.leaseEndsAtMs - nowMs;
    if (leaseMs > 0) return { result: { kind: 'busy', leaseMs }, record: found };
  }
  if (claim.mayResend) return grant(claim, nowMs, true);
  const { owner, fingerprint, expiresAtMs, inDoubt } = found;
  return { result: { kind: 'unknown' }, record: { state: 'unknown', owner, fingerprint, expiresAtMs, inDoubt } };
}

/** Stores the output. Creates the record again if the store has lost it, because the owner knows the outcome. */
export function completed(found: Found, claim: Claim, output: string, nowMs: number): Transition<OwnerResult> {
  const record = alive(found, nowMs);
  if (record && record.owner !== claim.owner) return { result: late(record, claim), record };
  if (record?.state === 'done') return { result: DONE, record };
  return { result: DONE, record: { ...ownedRecord(claim, nowMs), state: 'done', output } };
}

/** Deletes the record of a write without effect, so that the next claim is new. */
export function released(found: Found, claim: Claim, nowMs: number): Transition<OwnerResult> {
  const record = alive(found, nowMs);
  if (!record) return { result: DONE, record: undefined };
  if (record.owner !== claim.owner || record.state === 'done') return { result: late(record, claim), record };
  return {
    result: DONE,
    record: record.inDoubt ? unknown({ ...claim, fingerprint: record.fingerprint }, nowMs) : undefined,
  };
}

/** Marks the outcome of a write as unknown. */
export function markedUnknown(found: Found, claim: Claim, nowMs: number): Transition<OwnerResult> {
  const record = alive(found, nowMs);
  if (record && (record.owner !== claim.owner || record.state === 'done'))
    return { result: late(record, claim), record };
  return { result: DONE, record: unknown(claim, nowMs) };
}

/** Extends the lease of a write that is still executing. */
export function extended(found: Found, claim: Claim, leaseMs: number, nowMs: number): Transition<OwnerResult> {
  const record = alive(found, nowMs);
  // The store has lost the record and with it the outcomes of earlier owners, so an earlier owner may have executed the
  // write.
  if (!record) return { result: DONE, record: grant({ ...claim, leaseMs }, nowMs, true).record };
  if (record.state !== 'running' || record.owner !== claim.owner) return { result: late(record, claim), record };
  const leaseEndsAtMs = nowMs + leaseMs;
  return {
    result: DONE,
    record: { ...record, leaseEndsAtMs, expiresAtMs: Math.max(record.expiresAtMs, leaseEndsAtMs) },
  };
}

/** Grants a claim. The record lives at least as long as its lease. Otherwise two calls could execute at the same time. */
function grant(claim: Claim, nowMs: number, inDoubt: boolean): Transition<Granted> {
  const { owner, fingerprint, leaseMs, ttlMs } = claim;
  const expiresAtMs = nowMs + Math.max(ttlMs, leaseMs);
  return {
    result: { kind: inDoubt ? 'takeover' : 'new' },
    record: { state: 'running', owner, fingerprint, expiresAtMs, inDoubt, leaseEndsAtMs: nowMs + leaseMs },
  };
}

const alive = (found: Found, nowMs: number): Found => (found && found.expiresAtMs > nowMs ? found : undefined);

const ownedRecord = ({ owner, fingerprint, ttlMs }: Claim, nowMs: number): OwnedRecord => ({
  owner,
  fingerprint,
  expiresAtMs: nowMs + ttlMs,
});

const unknown = (claim: Claim, nowMs: number): IdempotencyRecord => ({
  ...ownedRecord(claim, nowMs),
  state: 'unknown',
  inDoubt: true,
});

const late = (record: IdempotencyRecord, { fingerprint }: Claim): OwnerResult =>
  record.state === 'done' && record.fingerprint === fingerprint ? { kind: 'late', output: record.output } : LATE;
