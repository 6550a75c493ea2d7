import { Type } from '@nestjs/common';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../resilience/upstream/side-effect-tracker.js';

/** How a write stands to its upstream, which it learns when it may begin. */
export interface UpstreamKey {
  /** Goes along as `Idempotency-Key` on every attempt. */
  readonly key: string;
  /** The upstream executes a key once, so an attempt whose outcome is unknown may be sent again under it. */
  readonly isHonoured: boolean;
  /** Somebody may have sent this write before. */
  readonly isRepeated: boolean;
}

/** A request as a write that is to happen once. */
export interface IdempotentWrite {
  /** As the caller gave it, or derived. */
  readonly key: string;
  /** Whose key it is and what for; the same key in another scope is another write. */
  readonly scope: readonly string[];
  /** Of the payload. */
  readonly fingerprint: string;
  readonly deadline: Deadline;
  readonly sideEffect: SideEffectTracker;
  /** Told when the write may begin, right before the handler runs. */
  readonly begin: (upstreamKey: UpstreamKey) => void;
}

/** Whether a write's upstream honours idempotency keys; a function where the configuration decides. */
export type HonoursKey = boolean | ((get: <T>(token: Type<T>) => T) => boolean);

/** What an action says of its idempotency. */
export interface IdempotencyOptions {
  readonly honoursKey: HonoursKey;
  /** For how long the answer is repeated; unset: `IDEMPOTENCY_TTL_SECONDS`. */
  readonly replayTtlMs?: number;
}
