import { Logger } from '@nestjs/common';
import { ActionError, InternalError } from '../errors/action-error.js';
import { toActionError } from '../errors/error-envelope.js';

/** Result of one branch of a parallel call. */
export interface BranchResult {
  /** HTTP status */
  readonly status: number;
  readonly data: object;
}

export type SettledBranch = { readonly result: BranchResult } | { readonly failure: ActionError };

/** Converts a failure of one branch to a value, so that it does not end the other branches. */
export async function settle(branch: Promise<BranchResult>): Promise<SettledBranch> {
  try {
    return { result: await branch };
  } catch (thrown) {
    const failure = toActionError(thrown);
    if (failure instanceof InternalError) new Logger('Branch').error(thrown);
    return { failure };
  }
}
