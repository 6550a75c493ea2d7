import { Logger } from '@nestjs/common';
import { ActionError, InternalError } from '../errors/action-error.js';
import { toActionError } from '../errors/error-envelope.js';

/** What a branch of a parallel call found: an HTTP status and its data. */
export interface BranchResult {
  readonly status: number;
  readonly data: object;
}

/** A branch that has settled, one way or the other. */
export type SettledBranch = { readonly finding: BranchResult } | { readonly failure: ActionError };

/** Settles a branch on its own: its failure is a result beside the others, never an exception that takes them down. */
export async function settle(branch: Promise<BranchResult>): Promise<SettledBranch> {
  try {
    return { finding: await branch };
  } catch (thrown) {
    const failure = toActionError(thrown);
    if (failure instanceof InternalError) new Logger('Branch').error(thrown);
    return { failure };
  }
}
