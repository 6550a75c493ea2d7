import { timerDelay } from '../../../time/durations.js';
import type { Deadline } from '../../deadline/deadline.js';

export interface RetryBudgetOptions {
  /** Tokens that one successful attempt earns: 0.5 allows one retry for every two successes. */
  readonly ratio: number;
  /** Tokens at the start, and the largest number that can be saved; `maxTokens` of gRPC. Default: 10 */
  readonly maxTokens?: number;
}

/** A retry that waits for a token. */
interface Waiter {
  /** The circuit breaker of the operation. When it opens, its waiting retries end. */
  readonly circuit: object;
  readonly settle: (isGranted: boolean) => void;
}

/** Tokens are counted in whole millionths, because ten times 0.1 is not 1 in floating point. */
const TOKEN = 1_000_000;

/**
 * Limits the retries at one upstream: plenty while most attempts succeed, none while all fail.
 *
 * Successes earn tokens and retries spend them, as in gRPC's retry throttling (gRFC A6). An outage earns nothing, so its
 * retries are bounded by the tokens at its start: attempts ≤ calls + maxTokens. A budget starts with `maxTokens` and never has
 * more. Otherwise a quiet day would earn the tokens for a retry storm in the next outage.
 *
 * A retry may wait for a token. When the upstream recovers, each success releases some of the waiting retries, so they are sent
 * gradually and not all at once.
 */
export class RetryBudget {
  private readonly earned: number;
  private readonly maxTokens: number;
  private readonly waiting = new Set<Waiter>();
  private tokens: number;

  constructor({ ratio, maxTokens = 10 }: RetryBudgetOptions) {
    this.earned = Math.floor(ratio * TOKEN);
    this.maxTokens = maxTokens * TOKEN;
    this.tokens = this.maxTokens;
  }

  /** Tokens left, including an earned fraction of a token. `charge` can make the number negative. */
  get available(): number {
    return this.tokens / TOKEN;
  }

  /** Adds what one successful attempt earns. Whole tokens go to the retries that have waited longest. */
  recordSuccess(): void {
    this.tokens = Math.min(this.maxTokens, this.tokens + this.earned);
    for (const { settle } of this.waiting) {
      if (!this.trySpend()) return;
      settle(true);
    }
  }

  /** Spends one token, if there is one. A spent token is not returned, even if its retry is never sent. */
  trySpend(): boolean {
    if (this.tokens < TOKEN) return false;
    this.tokens -= TOKEN;
    return true;
  }

  /**
   * Waits for a token and spends it.
   *
   * @param circuit the circuit breaker of the operation: `endWaits` ends its waits early
   * @returns false if none was free within `limitMs`
   * @throws the deadline's reason, if the call ends first
   */
  spendWithin(limitMs: number, deadline: Pick<Deadline, 'onAbort'>, circuit: object): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let unregister: () => void = () => undefined;
      const stopWaiting = (): void => {
        clearTimeout(timer);
        unregister();
        this.waiting.delete(waiter);
      };
      const settle = (isGranted: boolean): void => {
        stopWaiting();
        resolve(isGranted);
      };
      const waiter = { circuit, settle };
      const timer = setTimeout(() => settle(false), timerDelay(limitMs));
      this.waiting.add(waiter);
      unregister = deadline.onAbort((reason) => {
        stopWaiting();
        reject(reason);
      });
    });
  }

  /** Ends all waits of a circuit without a token: it has opened, so no success is expected soon. */
  endWaits(circuit: object): void {
    for (const waiter of this.waiting) if (waiter.circuit === circuit) waiter.settle(false);
  }

  /** Spends a token for a retry that is sent in any case. The balance may become negative, down to minus `maxTokens`. */
  charge(): void {
    this.tokens = Math.max(-this.maxTokens, this.tokens - TOKEN);
  }
}
