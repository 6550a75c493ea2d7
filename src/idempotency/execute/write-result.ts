import { OutcomeUnknown } from '../../errors/idempotency-errors.js';
import { readJson } from '../../json/ready-json.js';

/** The result that the caller of a write gets. */
export interface WriteResult {
  readonly data: unknown;
  /** Whether an earlier call executed the write. */
  readonly isReplay: boolean;
}

/** Returns the result of an earlier call. @throws OutcomeUnknown if the record is damaged */
export function replayed(answer: string): WriteResult {
  try {
    return { data: readJson(answer), isReplay: true };
  } catch {
    throw new OutcomeUnknown();
  }
}
