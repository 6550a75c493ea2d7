import { Deadline } from '../src/resilience/deadline/deadline.js';

/** The deadline of a call that ends when a spec says so, and has no timer. */
export class FakeDeadline implements Pick<
  Deadline,
  'remainingMs' | 'isOver' | 'throwIfOver' | 'signal' | 'onAbort' | 'abort'
> {
  /** Who is told when it ends. */
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

  onAbort(giveUp: (reason: Error) => void): () => void {
    this.listeners.add(giveUp);
    return () => void this.listeners.delete(giveUp);
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
    for (const giveUp of this.listeners) giveUp(reason);
  }

  /** One that was over before anybody asked. */
  static over(reason: Error): FakeDeadline {
    const deadline = new FakeDeadline();
    deadline.abort(reason);
    return deadline;
  }
}
