/** Limits how many tasks run, and use memory, at the same time. Other tasks wait in the order of arrival. */
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
    let release = (): void => void this.waiting.delete(admit);
    const admit = (): void => {
      release = () => this.release();
      onEntered();
    };
    if (this.free > 0) {
      this.free -= 1;
      admit();
    } else this.waiting.add(admit);
    return () => {
      release();
      release = () => undefined;
    };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    let release = (): void => undefined;
    await new Promise<void>((resolve) => (release = this.acquire(resolve)));
    try {
      return await work();
    } finally {
      release();
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
