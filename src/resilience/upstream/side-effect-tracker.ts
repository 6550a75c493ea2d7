/**
 * Whether a write may have changed something out there, so that repeating it could do it twice.
 *
 * An attempt counts from just before it goes out, and ceases to count only when its failure proves that nothing was done.
 * One that is still under way, that lost its answer, or that succeeded in a call which failed later, leaves the write in doubt.
 */
export class SideEffectTracker {
  private attempts = 0;

  get mayHaveHappened(): boolean {
    return this.attempts > 0;
  }

  /** To be told right before something that may have an effect is sent. */
  attemptStarted(): void {
    this.attempts += 1;
  }

  /** To be told once for an attempt that certainly had no effect. */
  attemptHadNoEffect(): void {
    this.attempts -= 1;
  }
}
