import { ClientDisconnected, Deadline } from '../../resilience/deadline/deadline.js';

/** With less left, work is not worth beginning anew. */
const MIN_ATTEMPT_MS = 50;

const LISTS = 256;

/** What came of the work, and whether it was begun for this caller. */
export interface SingleFlightResult<T> {
  readonly value: T;
  readonly isFirst: boolean;
}

/**
 * Lets all who want the same at the same time wait for one piece of work. It ends with the time of whom it was begun for,
 * or when nobody waits any more; who still has time then begins it anew, so that nobody suffers from another's impatience.
 * Its failure is everybody's.
 */
export class SingleFlight<T> {
  /**
   * Those under way. Lists that change in place, and no Map: one that gains and loses an entry with each call is copied time
   * and again, and V8's quick collections keep alive all that its old copies hold.
   */
  private readonly lists = Array.from({ length: LISTS }, (): Flight<T>[] => []);

  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  /** @throws what the work throws, or the deadline's own reason */
  async join(
    key: string,
    deadline: Deadline,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<SingleFlightResult<T>> {
    for (;;) {
      const underWay = this.find(key);
      const flight = underWay ?? this.begin(key, deadline, work);
      try {
        return { value: await flight.wait(deadline), isFirst: flight !== underWay };
      } catch (error) {
        const mayBeginAnew = flight.wasCutShort && !deadline.isOver && deadline.remainingMs > MIN_ATTEMPT_MS;
        if (!mayBeginAnew) throw error;
      }
    }
  }

  private find(key: string): Flight<T> | undefined {
    return this.listOf(key).find((flight) => flight.key === key);
  }

  private begin(key: string, deadline: Deadline, work: (deadline: Deadline) => Promise<T>): Flight<T> {
    const list = this.listOf(key);
    const flight = new Flight(key, deadline.independentCopy(), work, () => {
      const index = list.indexOf(flight);
      if (index >= 0) list.splice(index, 1);
    });
    list.push(flight);
    return flight;
  }

  /** The end of a key tells its list: keys end in a digest. */
  private listOf(key: string): Flight<T>[] {
    const [last = 0, other = 0] = [key.length - 1, key.length - 2].map((at) => key.charCodeAt(at) || 0);
    return this.lists[(31 * last + other) % LISTS] ?? [];
  }
}

class Flight<T> {
  private readonly landing: Promise<T>;
  private waiting = 0;
  private isOver = false;

  constructor(
    readonly key: string,
    private readonly deadline: Deadline,
    work: (deadline: Deadline) => Promise<T>,
    private readonly leave: () => void,
  ) {
    this.landing = Promise.resolve()
      .then(() => work(deadline))
      .finally(() => {
        this.isOver = true;
        leave();
        deadline.release();
      });
    this.landing.catch(() => undefined);
  }

  /** Whether it ended because its time was up or nobody waited, which says nothing to others. */
  get wasCutShort(): boolean {
    return this.deadline.isOver;
  }

  async wait(deadline: Deadline): Promise<T> {
    this.waiting += 1;
    try {
      return await deadline.race(this.landing);
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
