import { Claim, ClaimResult, IdempotencyStore } from './idempotency-store.js';

/** A store of its own for each test, and time that passes for it alone. */
export interface StoreUnderTest {
  readonly store: IdempotencyStore;
  readonly elapse: (ms: number) => Promise<void>;
}

export const NEW: ClaimResult = { kind: 'new', isKeyUsedByOtherScope: false };
export const TAKEOVER: ClaimResult = { kind: 'takeover', isKeyUsedByOtherScope: false };
export const DONE = { kind: 'done' };
export const LATE = { kind: 'late' };

/** A short lease is over after `elapse(60)`, and a short memory too. */
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
