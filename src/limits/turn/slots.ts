/** Limits how many pieces of work use memory at the same time. Further work waits in the order of arrival. */
export class Slots {
  private readonly waiting = new Set<() => void>();

  /** @param free number of slots */
  constructor(private free: number) {}

  get waitingCount(): number {
    return this.waiting.size;
  }

  /**
   * Calls back as soon as a slot is free.
   *
   * @returns a function that releases the slot, or stops waiting for it
   */
  acquire(onEntered: () => void): () => void {
    let leave = (): void => void this.waiting.delete(admit);
    const admit = (): void => {
      leave = () => this.release();
      onEntered();
    };
    if (this.free > 0) {
      this.free -= 1;
      admit();
    } else this.waiting.add(admit);
    return () => {
      leave();
      leave = () => undefined;
    };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    let leave = (): void => undefined;
    await new Promise<void>((resolve) => (leave = this.acquire(resolve)));
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private release(): void {
    const [first] = this.waiting;
    if (!first) {
      this.free += 1;
      return;
    }
    this.waiting.delete(first);
    first();
  }
}
