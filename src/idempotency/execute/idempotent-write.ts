import { Type } from '@nestjs/common';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../resilience/upstream/side-effect-tracker.js';

/** The idempotency key that is sent upstream. It is known when the write may begin. */
export interface UpstreamKey {
  /** Sent as `Idempotency-Key` with every attempt. */
  readonly key: string;
  /**
   * Whether the upstream executes each key only once. If so, an attempt with an unknown outcome may be sent again with the
   * same key.
   */
  readonly isHonoured: boolean;
  /** Whether an earlier owner may have sent this write. */
  readonly isRepeated: boolean;
}

/** A request for a write that must be executed once. */
export interface IdempotentWrite {
  /** The caller's key, or a derived key. */
  readonly key: string;
  /** The owner and purpose of the key. The same key in another scope is another write. */
  readonly scope: readonly string[];
  /** Digest of the payload. */
  readonly fingerprint: string;
  readonly deadline: Deadline;
  readonly sideEffect: SideEffectTracker;
  /** Called when the write may begin, right before the handler runs. */
  readonly begin: (upstreamKey: UpstreamKey) => void;
}

/** Whether the upstream honours idempotency keys; a function if the configuration decides. */
export type HonoursKey = boolean | ((get: <T>(token: Type<T>) => T) => boolean);

export interface IdempotencyOptions {
  readonly honoursKey: HonoursKey;
  /** How long the result is replayed. Default: `IDEMPOTENCY_TTL_SECONDS`. */
  readonly replayTtlMs?: number;
}
