/** Limits the memory that all calls of a process use at the same time, in bytes. */
export class ByteBudget {
  private used = 0;

  constructor(private readonly limitBytes: number) {}

  get usedBytes(): number {
    return this.used;
  }

  /** Reserves bytes. @returns false if the budget is exhausted; then nothing is reserved */
  reserve(bytes: number): boolean {
    if (this.used + bytes > this.limitBytes) return false;
    this.used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.used -= bytes;
  }
}
