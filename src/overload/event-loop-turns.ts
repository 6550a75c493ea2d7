import { type Clock, monotonicClock } from '../resilience/deadline/clock.js';

/** Interval of the heartbeat. A turn of the event loop that is longer delays it to the next turn. */
const HEARTBEAT_MS = 10;

/** Time without a call after which the heartbeat stops, so that an idle process does not wake up. */
const QUIET_MS = 1_000;

/** The CPU time that the process has used, in milliseconds. */
export const cpuClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** What happened in one turn. */
export interface EventLoopTurn {
  /** Time for which the process was busy: elapsed time, but no more than the CPU time that it used. */
  readonly busyMs: number;
  /** Whether a connection was accepted. Node accepts one a turn, so others may be waiting. */
  readonly hasAccepted: boolean;
  /** Whether no call has arrived for a second. It is the last turn that is measured until the next call. */
  readonly isQuiet: boolean;
}

export interface EventLoopTurnsOptions {
  /**
   * Called after each turn, or after several that took one interval of the heartbeat together.
   *
   * @returns whether each turn must be measured from now on
   */
  readonly onTurn: (turn: EventLoopTurn, nowMs: number) => boolean;
  readonly now?: Clock | undefined;
  readonly cpu?: Clock | undefined;
}

/**
 * Measures the turns of the event loop while calls arrive.
 *
 * Calls that arrive during one turn are handled in the next, so a call waits in the kernel for as long as the process is busy in
 * a turn. Time in which the process does not get the CPU is not counted: other processes cause it, and rejected calls do not
 * shorten it.
 */
export class EventLoopTurns {
  private readonly now: Clock;
  private readonly cpu: Clock;
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private startedAtMs = 0;
  private cpuAtStartMs = 0;
  private firstCallAtMs: number | undefined;
  private lastCallAtMs = 0;
  private hasAccepted = false;

  constructor(private readonly options: EventLoopTurnsOptions) {
    this.now = options.now ?? monotonicClock;
    this.cpu = options.cpu ?? cpuClock;
  }

  /** Registers a call at its arrival. */
  recordCall(): void {
    const nowMs = this.now();
    this.lastCallAtMs = nowMs;
    this.firstCallAtMs ??= nowMs;
    if (this.timer || this.immediate) return;
    this.startedAtMs = nowMs;
    this.cpuAtStartMs = this.cpu();
    this.schedule(false);
  }

  /**
   * Whether the process has been busy for this long in the present turn since its first call. The calls of a turn have arrived
   * together, so the latest one has waited for at least that long.
   */
  isBusyFor(leastMs: number): boolean {
    const elapsedMs = this.lastCallAtMs - (this.firstCallAtMs ?? this.lastCallAtMs);
    // The CPU time is read last, because it costs a system call.
    return elapsedMs > leastMs && this.cpu() - this.cpuAtStartMs > leastMs;
  }

  recordConnection(): void {
    this.hasAccepted = true;
  }

  stop(): void {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.timer = undefined;
    this.immediate = undefined;
  }

  /** @param isExact measures each turn. That keeps the event loop from waiting, so it is for an overload only */
  private schedule(isExact: boolean): void {
    this.stop();
    if (isExact) this.immediate = setImmediate(() => this.beat());
    else this.timer = setTimeout(() => this.beat(), HEARTBEAT_MS).unref();
  }

  private beat(): void {
    const [nowMs, cpuMs] = [this.now(), this.cpu()];
    const busyMs = Math.min(nowMs - this.startedAtMs, cpuMs - this.cpuAtStartMs);
    this.startedAtMs = nowMs;
    this.cpuAtStartMs = cpuMs;
    this.firstCallAtMs = undefined;
    const isQuiet = nowMs - this.lastCallAtMs >= QUIET_MS;
    const isExact = this.options.onTurn({ busyMs, hasAccepted: this.hasAccepted, isQuiet }, nowMs);
    this.hasAccepted = false;
    if (isQuiet) this.stop();
    else this.schedule(isExact);
  }
}
