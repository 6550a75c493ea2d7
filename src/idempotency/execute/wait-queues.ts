import { Injectable } from '@nestjs/common';
import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { ClaimResult } from '../store/idempotency-store.js';
import { SharedClaimResult, Waiter, WaitQueue } from './wait-queue.js';

/** Pauses between two store queries. They are short at first, because most writes are short. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

/**
 * The first pause before another query while a failover is under way. Each further pause is twice as long, up to
 * `LONGEST_PAUSE_MS`.
 */
const RETRY_PAUSE_MS = 25;

/** A call stops waiting if less time is left, because it could not execute the write in time. */
const MIN_EXECUTION_MS = 100;

/**
 * Queues of calls that wait for the same write. Its owner can be in this process or in another one. Only the first call of
 * a queue queries the store. The other calls get its result, or the result of an owner in this process.
 */
@Injectable()
export class WaitQueues {
  private readonly queues = new Map<string, WaitQueue>();

  /**
   * Returns the store's result for one of the calls that wait for the same write. Waits while the result is `busy` and the
   * deadline leaves enough time to execute.
   *
   * @param id identifies key and payload. Calls with the same id share a queue and its result
   * @throws DeadlineExceeded | ClientDisconnected, or the errors of `requestClaim`
   */
  async waitForClaim(id: string, requestClaim: () => Promise<ClaimResult>, deadline: Deadline): Promise<ClaimResult> {
    const queue = this.queueOf(id);
    const waiter = queue.join();
    try {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        const result = queue.isFirst(waiter) ? await queryStore(queue, requestClaim, waiter, deadline) : undefined;
        if (result?.kind === 'busy') queue.busyUntilMs = performance.now() + result.leaseMs;
        else if (result) return share(result, queue);
        const waitMs = waitLimitOf(deadline);
        if (waitMs > 0) await waiter.sleep(result ? Math.min(pauseMs, waitMs) : waitMs, deadline);
        if (waiter.sharedResult) return waiter.sharedResult;
        if (waitLimitOf(deadline) <= 0)
          return { kind: 'busy', leaseMs: Math.max(0, queue.busyUntilMs - performance.now()) };
      }
    } finally {
      queue.leave(waiter);
      if (queue.isEmpty) this.queues.delete(id);
    }
  }

  /** Sends a result to the calls that wait in this process. Without a result, the first one queries the store. */
  notify(id: string, result?: SharedClaimResult): void {
    this.queues.get(id)?.notify(result);
  }

  private queueOf(id: string): WaitQueue {
    const queue = this.queues.get(id) ?? new WaitQueue();
    this.queues.set(id, queue);
    return queue;
  }
}

/**
 * Queries the store. If the store fails during the last known lease, returns `busy`. Otherwise it queries the store again while
 * a failover may be under way.
 */
async function queryStore(
  queue: WaitQueue,
  requestClaim: () => Promise<ClaimResult>,
  waiter: Waiter,
  deadline: Deadline,
): Promise<ClaimResult> {
  for (let pauseMs = RETRY_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await requestClaim();
    } catch (error) {
      const leaseMs = queue.busyUntilMs - performance.now();
      if (error instanceof StoreUnavailable && leaseMs > 0) return { kind: 'busy', leaseMs };
      const isWorthRetrying = error instanceof StoreUnavailable && error.retryForMs > 0 && waitLimitOf(deadline) > 0;
      if (!isWorthRetrying) throw error;
      await waiter.sleep(Math.min(pauseMs, waitLimitOf(deadline)), deadline);
      if (waiter.sharedResult) return waiter.sharedResult;
    }
  }
}

/** Sends a final result to all waiters of the queue. */
function share(result: ClaimResult, queue: WaitQueue): ClaimResult {
  if (result.kind === 'replay' || result.kind === 'unknown' || result.kind === 'mismatch') queue.notify(result);
  return result;
}

const waitLimitOf = ({ remainingMs }: Deadline): number => remainingMs - MIN_EXECUTION_MS;
