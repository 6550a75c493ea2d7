/**
 * Tracks whether a write may have changed data at an upstream, so that a repetition could change it twice.
 *
 * An attempt counts from the moment before it is sent, until its failure proves that it had no effect. It continues to count
 * if it is in flight, has lost its response, or succeeded in a call that failed later.
 */
export class SideEffectTracker {
  private attempts = 0;

  get mayHaveHappened(): boolean {
    return this.attempts > 0;
  }

  /** Called right before a request that may have an effect is sent. */
  attemptStarted(): void {
    this.attempts += 1;
  }

  /** Called once for an attempt that certainly had no effect. */
  attemptHadNoEffect(): void {
    this.attempts -= 1;
  }
}
