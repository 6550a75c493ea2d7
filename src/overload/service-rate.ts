/** After this much measured time, an older measurement has half its weight. */
const HALF_LIFE_MS = 200;

/** An assumed value has the weight of measurements over this time. */
const ASSUMED_MS = 100;

/** Factor for the weight of older measurements when a value is assumed. */
const BESIDE_ASSUMPTION = 0.2;

/** The mean elapsed time per call that leaves a queue, over about the last fifth of a second. */
export class ServiceRate {
  private elapsedMs = 0;
  private calls = 0;

  /** 0 before the first measurement. */
  get msPerCall(): number {
    return this.calls === 0 ? 0 : this.elapsedMs / this.calls;
  }

  measure(elapsedMs: number, calls: number): void {
    this.fade(HALF_LIFE_MS / (HALF_LIFE_MS + elapsedMs));
    this.elapsedMs += elapsedMs;
    this.calls += calls;
  }

  /** Assumes a time per call until there are new measurements. */
  assume(msPerCall: number): void {
    this.fade(BESIDE_ASSUMPTION);
    this.elapsedMs += ASSUMED_MS;
    this.calls += ASSUMED_MS / msPerCall;
  }

  private fade(factor: number): void {
    this.elapsedMs *= factor;
    this.calls *= factor;
  }
}
