import { OutcomeUnknown } from '../../errors/idempotency-errors.js';
import { Output } from '../../json/output.js';

export interface WriteResult {
  readonly output: Output;
  /** Whether an earlier call executed the write. */
  readonly isReplay: boolean;
}

/** Returns the result of an earlier call. @throws OutcomeUnknown if the record is damaged */
export function replayed(json: string): WriteResult {
  try {
    JSON.parse(json);
  } catch {
    throw new OutcomeUnknown();
  }
  return { output: Output.fromJson(json), isReplay: true };
}
