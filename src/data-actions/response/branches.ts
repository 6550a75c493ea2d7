import { Logger } from '@nestjs/common';
import { ActionError, InternalError } from '../../errors/action-error.js';
import { toActionError } from '../../envelope/error-response.js';
import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { turnFor } from '../../limits/queue/turns.js';

export interface BranchResult {
  readonly status: number;
  readonly data: object;
}

/** Maximum size of the results of all branches as JSON. It leaves room for the rest of the response. */
const MAX_RESULTS_BYTES = 1_900_000;

export type SettledBranch = { readonly result: BranchResult } | { readonly failure: ActionError };

/** Converts a failure of one branch to a value, so that it does not end the other branches. */
export async function settleBranch(branch: Promise<BranchResult>): Promise<SettledBranch> {
  try {
    return { result: await branch };
  } catch (thrown) {
    const failure = toActionError(thrown);
    if (failure instanceof InternalError) new Logger('Branch').error(thrown);
    return { failure };
  }
}

/**
 * Replaces the largest results by failures until the rest fits into a response. If the rest is large, then lets other
 * calls run: this function has blocked the event loop, and serializing the response will block it again.
 */
export async function limitResults(
  settled: ReadonlyMap<string, SettledBranch>,
): Promise<ReadonlyMap<string, SettledBranch>> {
  const limited = new Map(settled);
  const sizes = [...settled].flatMap(([source, branch]) =>
    'result' in branch ? [{ source, bytes: Buffer.byteLength(JSON.stringify(branch.result.data)) }] : [],
  );
  let totalBytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { source, bytes } of sizes.toSorted((one, other) => other.bytes - one.bytes)) {
    if (totalBytes <= MAX_RESULTS_BYTES) break;
    totalBytes -= bytes;
    const failure = new UpstreamBadResponse(source, 'returned more data than fits into a response', {
      defect: 'too-large',
    });
    limited.set(source, { failure });
  }
  await turnFor(totalBytes);
  return limited;
}
