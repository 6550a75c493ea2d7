import { ClaimResult } from './idempotency-store.js';

/** Reply of a script. */
export type Reply = readonly [kind: string, detail?: string | number | null, marker?: string | null];

export interface AcknowledgedReply {
  readonly reply: Reply;
  /** Whether all replicas acknowledge the script's writes; undefined without replicas. */
  readonly acknowledged: Promise<boolean> | undefined;
}

/** Converts the reply to a claim into its result. @throws Error for an unknown kind */
export function claimResult([kind, detail]: Reply): ClaimResult {
  switch (kind) {
    case 'new':
    case 'takeover':
      return { kind, isKeyUsedByOtherScope: detail === 1 };
    case 'busy':
      return { kind, leaseMs: Number(detail) };
    case 'replay':
      return { kind, output: String(detail) };
    case 'mismatch':
    case 'unknown':
      return { kind };
    default:
      throw new Error(`Unexpected reply of the store to a claim: ${kind}`);
  }
}
