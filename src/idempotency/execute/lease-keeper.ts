import { IdempotencyInProgress } from '../../errors/idempotency-errors.js';
import { OwnerResult } from '../store/idempotency-store.js';

const EXTEND_INTERVAL_MS = 800;
/** Pause after an extension that failed. */
const RETRY_INTERVAL_MS = 200;
/** This process treats its lease as expired this much earlier than the store, because clocks run at different speeds. */
const SAFETY_MS = 200;

interface LeaseKeeperOptions {
  readonly leaseMs: number;
  /** When the claim was sent, in monotonic milliseconds. */
  readonly claimedAtMs: number;
  readonly extend: () => Promise<OwnerResult>;
}

/**
 * Extends the lease of a write while its owner runs, and checks whether the owner still has the lease. An owner that was
 * frozen for longer than its lease must not send anything: another process may have claimed the key.
 */
export class LeaseKeeper {
  private validUntilMs: number;
  private isLost = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LeaseKeeperOptions) {
    this.validUntilMs = options.claimedAtMs + options.leaseMs - SAFETY_MS;
    this.schedule(EXTEND_INTERVAL_MS);
  }

  /** @throws IdempotencyInProgress if another process may own the key */
  throwIfLost(): void {
    if (this.isLost || performance.now() >= this.validUntilMs) throw new IdempotencyInProgress(0);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    if (!this.isStopped && !this.isLost) this.timer = setTimeout(() => void this.extend(), delayMs).unref();
  }

  private async extend(): Promise<void> {
    const sentAtMs = performance.now();
    try {
      const { kind } = await this.options.extend();
      this.isLost = kind === 'late';
      if (!this.isLost) this.validUntilMs = sentAtMs + this.options.leaseMs - SAFETY_MS;
      this.schedule(EXTEND_INTERVAL_MS);
    } catch {
      this.schedule(RETRY_INTERVAL_MS);
    }
  }
}
