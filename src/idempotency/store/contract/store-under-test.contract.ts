import { Claim, ClaimResult, IdempotencyStore } from '../idempotency-store.js';

/** A new store for each test, and its clock. */
export interface StoreUnderTest {
  readonly store: IdempotencyStore;
  readonly elapse: (ms: number) => Promise<void>;
}

export const NEW: ClaimResult = { kind: 'new', isKeyUsedByOtherScope: false };
export const TAKEOVER: ClaimResult = { kind: 'takeover', isKeyUsedByOtherScope: false };
export const DONE = { kind: 'done' };
export const LATE = { kind: 'late' };

/** A lease or TTL that is over after `elapse(60)`. */
export const SHORT_MS = 40;

export const claimBy = (owner: string, changed: Partial<Claim> = {}): Claim => ({
  key: { name: 'name-1', scope: 'scope-1' },
  owner,
  fingerprint: 'payload-1',
  leaseMs: 30_000,
  ttlMs: 60_000,
  mayResend: false,
  ...changed,
});

export const first = claimBy('first');
export const second = claimBy('second');
