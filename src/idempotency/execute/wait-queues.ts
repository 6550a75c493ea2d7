import { Injectable } from '@nestjs/common';
import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { ClaimResult } from '../store/idempotency-store.js';
import { SharedClaimResult, WaitQueue } from './wait-queue.js';

/** The pauses between two questions to the store: short at first, as most writes are. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/** Who has less left than this could no longer execute: it is told that somebody else does. */
const LEAST_USE_MS = 100;

/**
 * Where calls for the same write stand in line, for the call that executes may be here or in another process. However many
 * they are, one of them asks the store; the others hear from it, or from the owner if that is in this process.
 */
@Injectable()
export class WaitQueues {
  private readonly lines = new Map<string, WaitQueue>();

  /**
   * What the store says to one of those who want the same answer: at once to whoever is first, to the others when it is
   * their turn. `busy` is waited out for as long as the deadline leaves use.
   *
   * @param id of the key and the payload: only who wants the same answer stands in the same line
   * @throws DeadlineExceeded | ClientDisconnected, or what asking throws
   */
  async waitForClaim(id: string, ask: () => Promise<ClaimResult>, deadline: Deadline): Promise<ClaimResult> {
    const line = this.lineOf(id);
    const waiter = line.join();
    try {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        const result = line.isFirst(waiter) ? await askFor(line, ask) : undefined;
        if (result?.kind === 'busy') line.busyUntilMs = performance.now() + result.leaseMs;
        else if (result) return shared(result, line);
        const patienceMs = patienceOf(deadline);
        if (patienceMs > 0) await waiter.sleep(result ? Math.min(pauseMs, patienceMs) : patienceMs, deadline.signal);
        if (waiter.verdict) return waiter.verdict;
        if (patienceOf(deadline) <= 0)
          return { kind: 'busy', leaseMs: Math.max(0, line.busyUntilMs - performance.now()) };
      }
    } finally {
      line.leave(waiter);
      if (line.isEmpty) this.lines.delete(id);
    }
  }

  /** Tells those who wait here what came of it: the verdict, or none, so that the first one asks. */
  tell(id: string, verdict?: SharedClaimResult): void {
    this.lines.get(id)?.tell(verdict);
  }

  private lineOf(id: string): WaitQueue {
    const line = this.lines.get(id) ?? new WaitQueue();
    this.lines.set(id, line);
    return line;
  }
}

/** Asks; where the store is lost while somebody is known to execute, that is still so until the end of the lease. */
async function askFor(line: WaitQueue, ask: () => Promise<ClaimResult>): Promise<ClaimResult> {
  try {
    return await ask();
  } catch (error) {
    const leaseMs = line.busyUntilMs - performance.now();
    if (error instanceof StoreUnavailable && leaseMs > 0) return { kind: 'busy', leaseMs };
    throw error;
  }
}

/** Lets all in the line know what holds for all of them. */
function shared(result: ClaimResult, line: WaitQueue): ClaimResult {
  if (result.kind === 'replay' || result.kind === 'unknown' || result.kind === 'mismatch') line.tell(result);
  return result;
}

const patienceOf = ({ remainingMs }: Deadline): number => remainingMs - LEAST_USE_MS;
