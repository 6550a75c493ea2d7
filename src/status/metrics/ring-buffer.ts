/** Keeps the latest `capacity` items. */
export class RingBuffer<T> {
  private readonly slots: T[] = [];
  private next = 0;

  constructor(private readonly capacity: number) {}

  add(item: T): void {
    if (this.capacity === 0) return;
    this.slots[this.next] = item;
    this.next = (this.next + 1) % this.capacity;
  }

  /** Returns the items, oldest first. */
  items(): T[] {
    const start = this.slots.length < this.capacity ? 0 : this.next;
    return [...this.slots.slice(start), ...this.slots.slice(0, start)];
  }
}
