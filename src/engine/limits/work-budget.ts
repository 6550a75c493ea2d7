import { LimitExceeded } from './engine-error.js';

/** Number of steps between two checks of the clock. */
const CLOCK_INTERVAL = 512;

/** Bounds the work of one evaluation: by steps, so that the result does not depend on the machine, and by time. */
export class WorkBudget {
  private steps = 0;
  private readonly deadlineMs: number;

  constructor(
    private readonly what: string,
    private readonly maxSteps = 3_000_000,
    private readonly maxMs = 600,
  ) {
    this.deadlineMs = performance.now() + maxMs;
  }

  /**
   * Counts work.
   *
   * @throws LimitExceeded when the budget is spent
   */
  spend(steps = 1): void {
    const before = this.steps;
    this.steps += steps;
    if (this.steps > this.maxSteps)
      throw new LimitExceeded(`The ${this.what} needs more than ${this.maxSteps} steps: simplify it`);
    if (before % CLOCK_INTERVAL > this.steps % CLOCK_INTERVAL || steps >= CLOCK_INTERVAL) this.checkClock();
  }

  private checkClock(): void {
    if (performance.now() > this.deadlineMs)
      throw new LimitExceeded(`The ${this.what} takes longer than ${this.maxMs} ms: simplify it`);
  }
}
