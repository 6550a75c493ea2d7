/** Identifies a record by digests, so that the store contains no data of the caller. */
export interface RecordKey {
  /** Digest of the idempotency key. */
  readonly name: string;
  /** Digest of the key's owner and purpose. The same name in another scope is another record. */
  readonly scope: string;
}

/** A request for the right to execute a write. Once granted, it proves ownership. */
export interface Claim {
  readonly key: RecordKey;
  /** A token that is unique across all processes. */
  readonly owner: string;
  /** Digest of the payload. A key is valid for one payload only. */
  readonly fingerprint: string;
  /** Time after the claim in which no other call may execute, by the store's clock. */
  readonly leaseMs: number;
  /** How long the key is stored. */
  readonly ttlMs: number;
  /** Whether the upstream honours the key, so that a write with an unknown outcome may be sent again. */
  readonly mayResend: boolean;
}

export type ClaimResult =
  /**
   * Execute the write: no other call has executed it. `isKeyUsedByOtherScope`: another scope uses the same key upstream, so
   * the key needs a suffix.
   */
  | { readonly kind: 'new'; readonly isKeyUsedByOtherScope: boolean }
  /** Execute the write with the same upstream key: an earlier owner may have executed it. */
  | { readonly kind: 'takeover'; readonly isKeyUsedByOtherScope: boolean }
  /** Another call is executing the same payload. `leaseMs`: the rest of its lease. */
  | { readonly kind: 'busy'; readonly leaseMs: number }
  /** The write was executed, with this output as JSON. */
  | { readonly kind: 'replay'; readonly output: string }
  /** The key was used with another payload. */
  | { readonly kind: 'mismatch' }
  /** An earlier owner may have executed the write, and it may not be sent again. */
  | { readonly kind: 'unknown' };

/** The result of an owner's operation. `late`: another call owns the key, and nothing was changed. */
export type OwnerResult =
  /** `acknowledged` resolves to false if a failover may lose the record. The owner must then store it again. */
  | { readonly kind: 'done'; readonly acknowledged?: Promise<boolean> }
  /** `output`: the output of the current owner. */
  | { readonly kind: 'late'; readonly output?: string };

/**
 * Stores idempotency keys for all processes that can execute the same write. Every operation is atomic and idempotent.
 *
 * Every operation `@throws StoreUnavailable`, which states whether the store may still apply the operation later.
 */
export abstract class IdempotencyStore {
  /** Requests the right to execute, in one round trip. */
  abstract claim(claim: Claim): Promise<ClaimResult>;

  /** Stores the output, for `ttlMs` from now. */
  abstract complete(claim: Claim, output: string): Promise<OwnerResult>;

  /** Frees the key of a write without effect, unless the outcome of an earlier owner is unknown. */
  abstract release(claim: Claim): Promise<OwnerResult>;

  /** Records that the outcome is unknown. */
  abstract markUnknown(claim: Claim): Promise<OwnerResult>;

  /** Extends the lease to `leaseMs` from now. */
  abstract extend(claim: Claim, leaseMs: number): Promise<OwnerResult>;

  /** Returns the length of a lease in this store. Owners extend a lease that is shorter than their call. */
  abstract leaseMsFor(remainingMs: number): number;
}
