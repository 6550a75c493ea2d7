import { Injectable, Logger } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import {
  IdempotencyInProgress,
  IdempotencyKeyReused,
  OutcomeUnknown,
  StoreUnavailable,
} from '../../errors/idempotency-errors.js';
import { Output } from '../../json/output.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { claimOf, upstreamKeyOf } from './claim-of.js';
import { Claim, ClaimResult, IdempotencyStore, OwnerResult } from '../store/idempotency-store.js';
import { IdempotentWrite } from './idempotent-write.js';
import { LeaseKeeper } from './lease-keeper.js';
import { OutcomeRetrier } from './outcome-retrier.js';
import { WaitQueues } from './wait-queues.js';
import { replayed, WriteResult } from './write-result.js';

/** Maximum size of a stored output. The outcome of a write with a larger output is recorded as unknown. */
const MAX_OUTPUT_BYTES = 256 * 1_024;

/** Time to record an outcome after the deadline. */
const RECORD_OUTCOME_MS = seconds(1);

export interface WriteOptions {
  readonly ttlMs: number;
  readonly honoursKey: boolean;
}

interface ObtainedClaim {
  readonly granted: ClaimResult;
  /** When the claim was sent, in monotonic milliseconds. */
  readonly claimedAtMs: number;
}

/** Executes a write once for all calls with the same key. */
@Injectable()
export class IdempotentExecutor {
  private readonly logger = new Logger(IdempotentExecutor.name);

  constructor(
    private readonly store: IdempotencyStore,
    private readonly queues: WaitQueues,
    private readonly outcomes: OutcomeRetrier,
    private readonly drain: DrainTracker,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Executes the write, or returns its stored result.
   * @throws IdempotencyInProgress | IdempotencyKeyReused | OutcomeUnknown | StoreUnavailable
   * @throws DeadlineExceeded | ClientDisconnected, or the errors of `execute`
   */
  async run(
    write: IdempotentWrite,
    { ttlMs, honoursKey }: WriteOptions,
    execute: () => Promise<Output>,
  ): Promise<WriteResult> {
    const leaseMs = this.store.leaseMsFor(write.deadline.remainingMs);
    const claim = claimOf(write, { ttlMs, mayResend: honoursKey, leaseMs });
    const { granted, claimedAtMs } = await this.obtain(claim, write);
    this.count(granted);
    switch (granted.kind) {
      case 'replay':
        return replayed(granted.output);
      case 'busy':
        throw new IdempotencyInProgress(granted.leaseMs);
      case 'mismatch':
        throw new IdempotencyKeyReused();
      case 'unknown':
        throw new OutcomeUnknown();
      case 'new':
      case 'takeover': {
        const key = upstreamKeyOf(write.key, claim.key, granted.isKeyUsedByOtherScope);
        const begin = (): void => write.begin({ key, isHonoured: honoursKey, isRepeated: granted.kind === 'takeover' });
        const work = (): Promise<WriteResult> => this.own(claim, write, begin, execute);
        return this.drain.trackWork(
          write.deadline.runToCompletion(() => this.keepLease(claim, write, claimedAtMs, work)),
        );
      }
    }
  }

  /** Claims the key, or waits for its owner. After a failure without a reply, releases a claim that the store may grant later. */
  private async obtain(claim: Claim, { deadline }: IdempotentWrite): Promise<ObtainedClaim> {
    let mayBeGrantedLater = false;
    let claimedAtMs = 0;
    const requestClaim = async (): Promise<ClaimResult> => {
      claimedAtMs = performance.now();
      try {
        const result = await this.store.claim({ ...claim, leaseMs: this.store.leaseMsFor(deadline.remainingMs) });
        mayBeGrantedLater = false;
        return result;
      } catch (error) {
        mayBeGrantedLater ||= error instanceof StoreUnavailable && error.mayHaveBeenApplied;
        throw error;
      }
    };
    try {
      return { granted: await this.queues.waitForClaim(queueIdOf(claim), requestClaim, deadline), claimedAtMs };
    } finally {
      if (mayBeGrantedLater) this.outcomes.retryInBackground(() => this.store.release(claim));
    }
  }

  /** Runs the work. Extends a lease that is shorter than the call. The work sends nothing more after the lease is lost. */
  private async keepLease<T>(
    claim: Claim,
    { deadline }: IdempotentWrite,
    claimedAtMs: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const leaseMs = this.store.leaseMsFor(deadline.remainingMs);
    if (leaseMs > deadline.remainingMs + RECORD_OUTCOME_MS) return work();
    const lease = new LeaseKeeper({ leaseMs, claimedAtMs, extend: () => this.store.extend(claim, leaseMs) });
    deadline.requireBeforeSending(() => lease.throwIfLost());
    try {
      return await work();
    } finally {
      lease.stop();
    }
  }

  /** Executes as the owner of the key, and records the outcome in every case. */
  private async own(
    claim: Claim,
    { deadline, sideEffect }: IdempotentWrite,
    begin: () => void,
    execute: () => Promise<Output>,
  ): Promise<WriteResult> {
    let output: Output;
    try {
      deadline.throwIfOver();
      begin();
      output = await deadline.race(execute());
    } catch (error) {
      const verb = sideEffect.mayHaveHappened ? 'markUnknown' : 'release';
      if (verb === 'markUnknown') this.metrics.idempotency.inc({ outcome: 'left_in_doubt' });
      await this.recordOutcome(() => this.store[verb](claim));
      this.queues.notify(queueIdOf(claim));
      throw error;
    }
    const stored = await this.storeOutput(claim, output.json);
    return stored === output.json ? { output, isReplay: false } : replayed(stored);
  }

  /** Stores the output. @returns the key's stored output @throws IdempotencyInProgress if another owner is executing */
  private async storeOutput(claim: Claim, output: string): Promise<string> {
    const fits = Buffer.byteLength(output) <= MAX_OUTPUT_BYTES;
    const result = await this.recordOutcome(() =>
      fits ? this.store.complete(claim, output) : this.store.markUnknown(claim),
    );
    const stored = result.kind === 'late' ? result.output : output;
    this.queues.notify(
      queueIdOf(claim),
      stored === undefined || !fits ? undefined : { kind: 'replay', output: stored },
    );
    if (stored === undefined) throw new IdempotencyInProgress(0);
    return stored;
  }

  /** Records an outcome. If the store fails, retries in the background, because the write itself is complete. */
  private async recordOutcome(outcome: () => Promise<OwnerResult>): Promise<OwnerResult> {
    try {
      const result = await outcome();
      if (result.kind === 'late') this.metrics.idempotency.inc({ outcome: 'late_writer_refused' });
      else if (result.acknowledged) void this.retryUnless(result.acknowledged, outcome);
      return result;
    } catch (error) {
      this.logger.warn(
        "Could not record a write's outcome in the idempotency store; retrying in the background for up to 60 s",
        error,
      );
      this.outcomes.retryInBackground(outcome);
      return { kind: 'done' };
    }
  }

  private async retryUnless(acknowledged: Promise<boolean>, outcome: () => Promise<OwnerResult>): Promise<void> {
    if (!(await acknowledged.catch(() => false))) this.outcomes.retryInBackground(outcome);
  }

  private count({ kind }: ClaimResult): void {
    this.metrics.idempotency.inc({ outcome: OUTCOMES[kind] });
  }
}

const OUTCOMES: Readonly<Record<ClaimResult['kind'], string>> = {
  new: 'executed',
  takeover: 'takeover',
  replay: 'replayed',
  busy: 'busy',
  mismatch: 'mismatch',
  unknown: 'unknown',
};

const queueIdOf = ({ key, fingerprint }: Claim): string => `${key.name}:${key.scope}:${fingerprint}`;
