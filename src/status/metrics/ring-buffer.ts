/** Keeps the latest items, at most so many. */
export class RingBuffer<T> {
  private readonly kept: T[] = [];
  private next = 0;

  constructor(private readonly capacity: number) {}

  add(item: T): void {
    if (this.capacity === 0) return;
    this.kept[this.next] = item;
    this.next = (this.next + 1) % this.capacity;
  }

  /** Oldest first. */
  items(): T[] {
    const start = this.kept.length < this.capacity ? 0 : this.next;
    return [...this.kept.slice(start), ...this.kept.slice(0, start)];
  }
}
