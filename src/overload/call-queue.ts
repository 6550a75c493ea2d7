import { type Clock, monotonicClock } from '../resilience/deadline/clock.js';
import { ServiceRate } from './service-rate.js';

/** Number of calls that may always wait: a process that has just started is slow, but not overloaded. */
const ALWAYS_ADMITTED = 100;

/** For this time after a queue begins, calls may wait longer by this factor. A short burst then causes no rejections. */
const BURST_MS = 250;
const BURST_FACTOR = 5;

/** Minimum and maximum slice. A slice is the time in which one turn of the event loop may start calls. */
const LEAST_SLICE_MS = 5;
const MOST_SLICE_MS = 30;

/** Time for calls in the turn after an accepted connection. Node accepts one connection per turn, so more may wait for a turn. */
const ACCEPTING_SLICE_MS = 0.1;

/** Share of a turn for calls. The second share applies if rejected callers call again at once, so that the turn does not end. */
const CALLS_SHARE = 0.6;
const ENDLESS_TURN_SHARE = 0.3;

/** Why a call is rejected. `queue_full`: it would wait for too long. `no_time`: it would wait beyond its own deadline. */
export type QueueRejection = 'queue_full' | 'no_time';

export interface CallQueueOptions {
  /** Longest time that a call may wait, except in bursts; 0 starts every call at once. */
  readonly maxWaitMs: number;
  /** Called when the queue begins to reject calls, and again when it is empty. */
  readonly onChange?: (isOverloaded: boolean) => void;
  readonly now?: Clock;
}

/**
 * Starts calls at once while the process has time for them. Otherwise they wait, first come, first served.
 *
 * Each turn of the event loop starts calls for a limited time only, so turns stay short and each arrival is noticed within
 * milliseconds. A call that would wait for too long is rejected on arrival. The expected wait is the number of waiting calls
 * times the recent time per started call. This time includes the later work for calls, garbage collections and a lack of CPU
 * time.
 */
export class CallQueue {
  /** The current limit for the wait of a call. */
  private limitMs: number;
  private waitingSinceMs = 0;
  private readonly now: Clock;
  private waiting: ((() => void) | undefined)[] = [];
  /** Index of the first waiting call. */
  private head = 0;
  private readonly rate = new ServiceRate();
  /** Mean time that the process needs to start a call. */
  private msPerStart = 0.1;
  private sliceStartedAtMs = -Infinity;
  private sliceMs = LEAST_SLICE_MS;
  private startedInSlice = 0;
  /** Whether the event loop is still in the turn in which the slice started. */
  private isSameTurn = false;
  private hasAccepted = false;
  private isRejecting = false;

  constructor(private readonly options: CallQueueOptions) {
    this.limitMs = options.maxWaitMs;
    this.now = options.now ?? monotonicClock;
  }

  get length(): number {
    return this.waiting.length - this.head;
  }

  /** Whether a call must be rejected, regardless of its own time limit. */
  get isFull(): boolean {
    return this.length >= ALWAYS_ADMITTED && this.expectedWaitMs > this.limitMs;
  }

  /** Starts a call at once if the process has time for it. @returns whether the call was started */
  startNow(start: () => void): boolean {
    if (this.options.maxWaitMs > 0 && !this.hasTime()) return false;
    this.startedInSlice += 1;
    start();
    return true;
  }

  /**
   * Queues a call that could not start at once.
   *
   * @param limitMs time limit of the call from its arrival
   * @returns why the call is rejected; undefined if it is queued
   */
  add(start: () => void, limitMs: number): QueueRejection | undefined {
    if (this.isFull) return this.reject();
    if (this.expectedWaitMs > limitMs) return this.reject('no_time');
    this.waiting.push(start);
    if (this.length === 1) this.beginWaiting();
    return undefined;
  }

  /** Registers the rejection of a call. */
  reject(reason: QueueRejection = 'queue_full'): QueueRejection {
    this.change(true);
    // If rejected callers call again at once, the turn does not end. Waiting calls must then start here.
    const elapsedMs = this.now() - this.sliceStartedAtMs;
    const callsMs = this.startedInSlice * this.msPerStart;
    if (elapsedMs > MOST_SLICE_MS && callsMs < elapsedMs * ENDLESS_TURN_SHARE) this.startFirst();
    return reason;
  }

  /** Registers an accepted connection. */
  recordConnection(): void {
    this.hasAccepted = true;
  }

  private get expectedWaitMs(): number {
    return this.length * this.rate.msPerCall;
  }

  private hasTime(): boolean {
    if (this.length > 0) return false;
    const nowMs = this.now();
    if (nowMs - this.sliceStartedAtMs <= this.sliceMs) return true;
    if (this.isSameTurn) return false;
    // Usually a new turn has begun. It can also be the same, long turn. The immediate now marks its end.
    this.startSlice(nowMs, LEAST_SLICE_MS);
    this.isSameTurn = true;
    setImmediate(() => (this.isSameTurn = false));
    return true;
  }

  private startSlice(nowMs: number, sliceMs: number): void {
    this.sliceStartedAtMs = nowMs;
    this.sliceMs = this.hasAccepted ? ACCEPTING_SLICE_MS : sliceMs;
    this.hasAccepted = false;
    this.startedInSlice = 0;
  }

  /** Starts to queue calls. The used part of the slice shows how long a call takes. */
  private beginWaiting(): void {
    this.waitingSinceMs = this.now();
    this.limitMs = this.options.maxWaitMs * BURST_FACTOR;
    this.measureStarts();
    this.rate.assume(this.msPerStart);
    this.runSlice(LEAST_SLICE_MS);
  }

  /** Starts waiting calls after this turn. Each has its own immediate, so that its promise callbacks run before the next call starts. */
  private runSlice(expectedMs: number): void {
    setImmediate(() => this.nextSlice());
    const starts = Math.min(Math.ceil(expectedMs / this.msPerStart), this.length);
    for (let start = 0; start < starts; start += 1)
      setImmediate(() => {
        if (this.now() - this.sliceStartedAtMs <= this.sliceMs) this.startFirst();
      });
    setImmediate(() => {
      this.measureStarts();
      if (this.length > 0) this.runSlice(this.sliceMs);
      else this.change(false);
    });
  }

  private nextSlice(): void {
    const nowMs = this.now();
    const turnMs = nowMs - this.sliceStartedAtMs;
    if (nowMs - this.waitingSinceMs > BURST_MS) this.limitMs = this.options.maxWaitMs;
    if (this.startedInSlice > 0) this.rate.measure(turnMs, this.startedInSlice);
    this.startSlice(nowMs, Math.min(Math.max(turnMs * CALLS_SHARE, LEAST_SLICE_MS), MOST_SLICE_MS));
  }

  private measureStarts(): void {
    if (this.startedInSlice > 0) this.msPerStart = (this.now() - this.sliceStartedAtMs) / this.startedInSlice;
  }

  private startFirst(): void {
    const start = this.waiting[this.head];
    if (!start) return;
    // Frees the memory of a started call, which would otherwise stay until the array is replaced.
    this.waiting[this.head] = undefined;
    this.head += 1;
    if (this.head === this.waiting.length || this.head >= 1_024) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    this.startedInSlice += 1;
    start();
  }

  private change(isRejecting: boolean): void {
    if (isRejecting === this.isRejecting) return;
    this.isRejecting = isRejecting;
    this.options.onChange?.(isRejecting);
  }
}
