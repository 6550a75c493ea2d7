import { type Clock } from '../resilience/deadline/clock.js';
import { EventLoopTurn, EventLoopTurns } from './event-loop-turns.js';

/** Every turn of this time must be too long before the process counts as overloaded: a burst is no overload. */
const STANDING_MS = 250;

/**
 * Longest time until the process tries to accept every call again. Callers that call again at once keep every turn busy, also
 * where the process could serve all of them.
 */
const LONGEST_SHEDDING_MS = 1_000;

/** Time after an overload in which one turn that is too long suffices: an overload usually goes on. */
const RECENT_MS = 5_000;

/** So many turns in a row that are long and accept a connection show that others wait to be accepted. */
const ACCEPTING_TURNS = 40;

/** Waiting time beyond which a call is rejected also without a standing delay. */
const LATE_MS = 500;

/** Why a call is rejected. `standing`: overload. `late`: the event loop is late. `no_time`: the call's own time is too short. */
export type SheddingReason = 'standing' | 'late' | 'no_time';

export interface LoadShedderOptions {
  /** Busy time of one turn that is too long; 0 disables all rejections. */
  readonly thresholdMs: number;
  /** Called when an overload starts or ends. */
  readonly onChange?: (isOverloaded: boolean) => void;
  readonly now?: Clock;
  /** The CPU time that the process has used. */
  readonly cpu?: Clock;
}

/**
 * Decides which calls a process rejects because it has more work than it can do.
 *
 * The delay of its event loop grows as long as more work arrives than it can do, and it shrinks by itself otherwise. So the
 * process is overloaded only if the delay stands: its minimum over an interval is too high, as in CoDel (RFC 8289). From then
 * on each turn of the event loop spends a fiftieth of the threshold on calls, and rejects the others that arrived together with
 * them, until a turn ends early or a second is over. That keeps turns short, and rejects no more than the load requires. Short turns matter also for
 * new connections: Node accepts one a turn.
 */
export class LoadShedder {
  private readonly turns: EventLoopTurns;
  private readonly thresholdMs: number;
  /** Start of the present series of turns that are too long. */
  private longSinceMs: number | undefined;
  private turnMs = 0;
  private acceptingTurns = 0;
  private shedding = false;
  private startedAtMs = 0;
  private endedAtMs = -Infinity;

  constructor(private readonly options: LoadShedderOptions) {
    const { thresholdMs, now, cpu } = options;
    this.thresholdMs = thresholdMs;
    this.turns = new EventLoopTurns({ onTurn: (turn, nowMs) => this.endTurn(turn, nowMs), now, cpu });
  }

  get isOverloaded(): boolean {
    return this.shedding;
  }

  /** Time in each turn for the calls that are accepted during an overload. */
  private get budgetMs(): number {
    return this.thresholdMs / 50;
  }

  /**
   * Registers a call at its arrival.
   *
   * @param limitMs time limit of the call from its arrival
   * @returns why the call must be rejected; undefined if it is accepted
   */
  admit(limitMs: number): SheddingReason | undefined {
    if (this.thresholdMs === 0) return undefined;
    const { turns } = this;
    turns.recordCall();
    if (this.shedding && turns.isBusyFor(this.budgetMs)) return 'standing';
    if (turns.isBusyFor(LATE_MS)) return 'late';
    // One more turn until the first reply of an upstream is read.
    return this.turnMs >= this.thresholdMs && this.turnMs >= limitMs ? 'no_time' : undefined;
  }

  /** Registers an accepted connection. */
  recordConnection(): void {
    this.turns.recordConnection();
  }

  stop(): void {
    this.turns.stop();
  }

  private endTurn({ busyMs, hasAccepted, isQuiet }: EventLoopTurn, nowMs: number): boolean {
    this.turnMs = busyMs;
    if (this.shedding) {
      // A turn that spends its budget is longer than that. A shorter one had time left.
      const isEarly = busyMs < this.budgetMs * 0.8;
      if (isQuiet || isEarly || nowMs - this.startedAtMs >= LONGEST_SHEDDING_MS) this.end(nowMs);
      return this.shedding;
    }
    const isLong = busyMs >= this.thresholdMs;
    this.longSinceMs = isLong ? (this.longSinceMs ?? nowMs) : undefined;
    this.acceptingTurns = hasAccepted && busyMs >= this.thresholdMs / 4 ? this.acceptingTurns + 1 : 0;
    const isStanding = isLong && nowMs - (this.longSinceMs ?? nowMs) >= STANDING_MS;
    const isAgain = isLong && nowMs - this.endedAtMs < RECENT_MS;
    if (isStanding || isAgain || this.acceptingTurns >= ACCEPTING_TURNS) this.start(nowMs);
    return this.shedding;
  }

  private start(nowMs: number): void {
    this.startedAtMs = nowMs;
    this.change(true);
  }

  private end(nowMs: number): void {
    this.longSinceMs = undefined;
    this.acceptingTurns = 0;
    this.endedAtMs = nowMs;
    this.change(false);
  }

  private change(isOverloaded: boolean): void {
    this.shedding = isOverloaded;
    this.options.onChange?.(isOverloaded);
  }
}
