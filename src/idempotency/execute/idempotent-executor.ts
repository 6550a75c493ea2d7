import { Injectable, Logger } from '@nestjs/common';
import { seconds } from '../../durations.js';
import {
  IdempotencyInProgress,
  IdempotencyKeyReused,
  OutcomeUnknown,
  StoreUnavailable,
} from '../../errors/idempotency-errors.js';
import { jsonOf, readJson } from '../../json/ready-json.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { Metrics } from '../../observability/metrics.js';
import { claimOf, upstreamKeyOf } from './claim-of.js';
import { Claim, ClaimResult, IdempotencyStore, OwnerResult } from '../store/idempotency-store.js';
import { IdempotentWrite } from './idempotent-write.js';
import { LeaseKeeper } from './lease-keeper.js';
import { OutcomeRetrier } from './outcome-retrier.js';
import { WaitQueues } from './wait-queues.js';

/** A larger answer is not kept: its key is remembered as one whose outcome is unknown. */
export const MAX_OUTPUT_BYTES = 256 * 1_024;

/** What recording an outcome may take after the deadline. */
const OUTCOME_MS = seconds(1);

/** What a write's caller gets. */
export interface WriteResult {
  readonly data: unknown;
  /** The answer of an earlier call. */
  readonly isReplay: boolean;
}

export interface WriteOptions {
  readonly ttlMs: number;
  readonly honoursKey: boolean;
}

interface ObtainedClaim {
  readonly granted: ClaimResult;
  /** Monotonic milliseconds right before the claim was sent. */
  readonly claimedAtMs: number;
}

/** Executes a write once for all who ask for it, and tells each of them what came of it. */
@Injectable()
export class IdempotentExecutor {
  private readonly logger = new Logger(IdempotentExecutor.name);

  constructor(
    private readonly store: IdempotencyStore,
    private readonly lines: WaitQueues,
    private readonly outcomes: OutcomeRetrier,
    private readonly intake: DrainTracker,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @throws IdempotencyInProgress | IdempotencyKeyReused | OutcomeUnknown | StoreUnavailable, each without executing;
   * DeadlineExceeded | ClientDisconnected; or what executing throws
   */
  async run(
    write: IdempotentWrite,
    { ttlMs, honoursKey }: WriteOptions,
    execute: () => Promise<unknown>,
  ): Promise<WriteResult> {
    const leaseMs = this.store.leaseMsFor(write.deadline.remainingMs);
    const claim = claimOf(write, { ttlMs, mayResend: honoursKey, leaseMs });
    const { granted, claimedAtMs } = await this.obtain(claim, write);
    this.count(granted);
    switch (granted.kind) {
      case 'replay':
        return replayed(granted.answer);
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
        return this.intake.trackWork(
          write.deadline.runToCompletion(() => this.keepLease(claim, write, claimedAtMs, work)),
        );
      }
    }
  }

  /** Stands in line for the key. A claim that got no answer may still be granted later: whoever gives up withdraws it. */
  private async obtain(claim: Claim, { deadline }: IdempotentWrite): Promise<ObtainedClaim> {
    let isUnanswered = false;
    let claimedAtMs = 0;
    const ask = async (): Promise<ClaimResult> => {
      claimedAtMs = performance.now();
      try {
        const result = await this.store.claim({ ...claim, leaseMs: this.store.leaseMsFor(deadline.remainingMs) });
        isUnanswered = false;
        return result;
      } catch (error) {
        isUnanswered ||= error instanceof StoreUnavailable && error.mayHaveBeenApplied;
        throw error;
      }
    };
    try {
      return { granted: await this.lines.waitForClaim(lineOf(claim), ask, deadline), claimedAtMs };
    } finally {
      if (isUnanswered) this.outcomes.retryInBackground(() => this.store.release(claim));
    }
  }

  /** Extends the lease while the work runs, where it is shorter than the call. Without it, the work sends nothing more. */
  private async keepLease<T>(
    claim: Claim,
    { deadline }: IdempotentWrite,
    claimedAtMs: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const leaseMs = this.store.leaseMsFor(deadline.remainingMs);
    if (leaseMs > deadline.remainingMs + OUTCOME_MS) return work();
    const lease = new LeaseKeeper({ leaseMs, claimedAtMs, extend: () => this.store.extend(claim, leaseMs) });
    deadline.requireBeforeSending(() => lease.throwIfLost());
    try {
      return await work();
    } finally {
      lease.stop();
    }
  }

  /** Executes as the owner of the key, and leaves it decided however that ends. */
  private async own(
    claim: Claim,
    { deadline, sideEffect }: IdempotentWrite,
    begin: () => void,
    execute: () => Promise<unknown>,
  ): Promise<WriteResult> {
    let data: unknown, answer: string;
    try {
      deadline.throwIfOver();
      begin();
      data = await deadline.race(execute());
      answer = jsonOf(data) ?? 'null';
    } catch (error) {
      const verb = sideEffect.mayHaveHappened ? 'markUnknown' : 'release';
      if (verb === 'markUnknown') this.metrics.idempotency.inc({ outcome: 'left_in_doubt' });
      await this.tell(() => this.store[verb](claim));
      this.lines.tell(lineOf(claim));
      throw error;
    }
    const kept = await this.keep(claim, answer);
    if (kept === answer) return { data, isReplay: false };
    return replayed(kept);
  }

  /** @returns the answer that stands for the key from now on @throws IdempotencyInProgress where another one is to come */
  private async keep(claim: Claim, answer: string): Promise<string> {
    const fits = Buffer.byteLength(answer) <= MAX_OUTPUT_BYTES;
    const told = await this.tell(() => (fits ? this.store.complete(claim, answer) : this.store.markUnknown(claim)));
    const kept = told.kind === 'late' ? told.answer : answer;
    this.lines.tell(lineOf(claim), kept === undefined || !fits ? undefined : { kind: 'replay', answer: kept });
    if (kept === undefined) throw new IdempotencyInProgress(0);
    return kept;
  }

  /** Tells the store an outcome; where it cannot be reached, once more and later, since the write itself is over. */
  private async tell(outcome: () => Promise<OwnerResult>): Promise<OwnerResult> {
    try {
      const told = await outcome();
      if (told.kind === 'late') this.metrics.idempotency.inc({ outcome: 'late_writer_refused' });
      return told;
    } catch (error) {
      this.logger.warn('The idempotency store could not be told an outcome; trying on', error);
      this.outcomes.retryInBackground(outcome);
      return { kind: 'done' };
    }
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

const lineOf = ({ key, fingerprint }: Claim): string => `${key.name}:${key.scope}:${fingerprint}`;
/** @throws OutcomeUnknown where the record is damaged */
function replayed(answer: string): WriteResult {
  try {
    return { data: readJson(answer), isReplay: true };
  } catch {
    throw new OutcomeUnknown();
  }
}
