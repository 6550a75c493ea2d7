import { Deadline } from '../../src/resilience/deadline/deadline.js';

/** A deadline without a timer. A test ends it with `abort`. */
export class FakeDeadline implements Pick<
  Deadline,
  'remainingMs' | 'isOver' | 'throwIfOver' | 'signal' | 'onAbort' | 'abort'
> {
  readonly listeners = new Set<(reason: Error) => void>();
  private readonly controller = new AbortController();

  constructor(private readonly remaining: () => number = () => 8_000) {}

  get remainingMs(): number {
    return this.remaining();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isOver(): boolean {
    return this.signal.aborted;
  }

  throwIfOver(): void {
    this.signal.throwIfAborted();
  }

  onAbort(listener: (reason: Error) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
    for (const listener of this.listeners) listener(reason);
  }

  /** Returns a deadline that is already over. */
  static over(reason: Error): FakeDeadline {
    const deadline = new FakeDeadline();
    deadline.abort(reason);
    return deadline;
  }
}
