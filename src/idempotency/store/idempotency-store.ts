/** Names a record: digests, so that nothing of the caller stands in the store. */
export interface RecordKey {
  /** Of the idempotency key as it goes upstream. */
  readonly name: string;
  /** Of whom the key belongs to and what it is for: the same name in another scope is another record. */
  readonly scope: string;
}

/** One call's wish to execute a write; once granted, its proof of ownership. */
export interface Claim {
  readonly key: RecordKey;
  /** This call's own token: no other has the same, in whatever process. */
  readonly owner: string;
  /** Of the payload: a key stands for one payload only. */
  readonly fingerprint: string;
  /** For how long nobody else may execute, from the claim on, by the store's clock. */
  readonly leaseMs: number;
  /** For how long the key is remembered. */
  readonly ttlMs: number;
  /** Whether the upstream honours the key, so that a write whose outcome is unknown may be sent again. */
  readonly mayResend: boolean;
}

/** What a claim is told. */
export type ClaimResult =
  /** Execute: nobody has. `isKeyUsedByOtherScope`: the key's name is in use upstream by another scope, and needs a suffix. */
  | { readonly kind: 'new'; readonly isKeyUsedByOtherScope: boolean }
  /** Execute again, under the very same upstream key: somebody may have. */
  | { readonly kind: 'takeover'; readonly isKeyUsedByOtherScope: boolean }
  /** Somebody is executing the same payload, for that much longer at most. */
  | { readonly kind: 'busy'; readonly leaseMs: number }
  /** It has been executed, with this answer. */
  | { readonly kind: 'replay'; readonly answer: string }
  /** The key stands for another payload. */
  | { readonly kind: 'mismatch' }
  /** Somebody may have executed it, and it may not be sent again. */
  | { readonly kind: 'unknown' };

/** What an owner is told that ends, or goes on: `late` where the key is no longer its own, and nothing was changed. */
export type OwnerResult =
  | { readonly kind: 'done' }
  /** `answer`: that of the call which came instead. */
  | { readonly kind: 'late'; readonly answer?: string };

/**
 * The memory of idempotency keys, shared by all who may execute the same write. Every verb is atomic, and repeating one with
 * the same claim changes nothing more.
 *
 * All of them `@throws StoreUnavailable`, which says whether the store may still do later what it was asked.
 */
export abstract class IdempotencyStore {
  /** Asks for the right to execute, in one round trip. */
  abstract claim(claim: Claim): Promise<ClaimResult>;

  /** Keeps the answer, for `ttlMs` from now. */
  abstract complete(claim: Claim, answer: string): Promise<OwnerResult>;

  /** Nothing was done: the key is free again, unless an earlier owner left it in doubt. */
  abstract release(claim: Claim): Promise<OwnerResult>;

  /** Something may have been done, and nobody knows: whoever comes next is told. */
  abstract markUnknown(claim: Claim): Promise<OwnerResult>;

  /** Puts the end of the lease off to `leaseMs` from now, for work that turns out longer than its claim said. */
  abstract extend(claim: Claim, leaseMs: number): Promise<OwnerResult>;

  /** Returns how long a lease is in this store. Owners extend one that is shorter than their call. */
  abstract leaseMsFor(remainingMs: number): number;
}
