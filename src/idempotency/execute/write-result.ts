import { OutcomeUnknown } from '../../errors/idempotency-errors.js';
import { readJson } from '../../json/ready-json.js';

/** The result that the caller of a write gets. */
export interface WriteResult {
  readonly data: unknown;
  /** Whether an earlier call executed the write. */
  readonly isReplay: boolean;
}

/** Returns the result of an earlier call. @throws OutcomeUnknown if the record is damaged */
export function replayed(output: string): WriteResult {
  try {
    return { data: readJson(output), isReplay: true };
  } catch {
    throw new OutcomeUnknown();
  }
}
