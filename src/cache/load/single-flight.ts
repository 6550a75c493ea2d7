import { ClientDisconnected, Deadline, MIN_ATTEMPT_MS } from '../../resilience/deadline/deadline.js';

const BUCKETS = 256;

/** The result of the work, and whether it was started for this caller. */
export interface SingleFlightResult<T> {
  readonly value: T;
  readonly isFirst: boolean;
}

/**
 * Runs the work for a key once for all concurrent callers. The work is aborted at the deadline of the first caller, or when
 * no caller waits any more. A caller with time left then starts it again, so a short deadline never affects other callers.
 * Any other failure is shared by all callers.
 */
export class SingleFlight<T> {
  /**
   * The running flights by key, in buckets instead of a Map: V8 copies a Map repeatedly if each call adds and removes an
   * entry. The old copies keep removed entries in memory until a major garbage collection.
   */
  private readonly buckets = Array.from({ length: BUCKETS }, (): Flight<T>[] => []);

  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  /** Joins the running flight of a key, or starts one. @throws the errors of the work, or the deadline's reason */
  async join(
    key: string,
    deadline: Deadline,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<SingleFlightResult<T>> {
    for (;;) {
      const running = this.find(key);
      const flight = running ?? this.start(key, deadline, work);
      try {
        return { value: await flight.wait(deadline), isFirst: flight !== running };
      } catch (error) {
        const mayStartAgain = flight.wasAborted && !deadline.isOver && deadline.remainingMs > MIN_ATTEMPT_MS;
        if (!mayStartAgain) throw error;
      }
    }
  }

  private find(key: string): Flight<T> | undefined {
    return this.bucketOf(key).find((flight) => flight.key === key);
  }

  private start(key: string, deadline: Deadline, work: (deadline: Deadline) => Promise<T>): Flight<T> {
    const bucket = this.bucketOf(key);
    const flight = new Flight(key, deadline.independentCopy(), work, () => {
      const index = bucket.indexOf(flight);
      if (index >= 0) bucket.splice(index, 1);
    });
    bucket.push(flight);
    return flight;
  }

  /** Selects the bucket by the last characters of the key, because keys end in a digest. */
  private bucketOf(key: string): Flight<T>[] {
    const [last = 0, other = 0] = [key.length - 1, key.length - 2].map((at) => key.charCodeAt(at) || 0);
    return this.buckets[(31 * last + other) % BUCKETS] ?? [];
  }
}

class Flight<T> {
  private readonly result: Promise<T>;
  private waiting = 0;
  private isOver = false;

  constructor(
    readonly key: string,
    private readonly deadline: Deadline,
    work: (deadline: Deadline) => Promise<T>,
    private readonly leave: () => void,
  ) {
    this.result = Promise.resolve()
      .then(() => work(deadline))
      .finally(() => {
        this.isOver = true;
        leave();
        deadline.release();
      });
    this.result.catch(() => undefined);
  }

  /** Whether the load was aborted by its deadline or because no caller waits any more. Such a failure is not shared. */
  get wasAborted(): boolean {
    return this.deadline.isOver;
  }

  async wait(deadline: Deadline): Promise<T> {
    this.waiting += 1;
    try {
      return await deadline.race(this.result);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0 && !this.isOver) this.abandon();
    }
  }

  private abandon(): void {
    this.leave();
    this.deadline.abort(new ClientDisconnected());
  }
}
