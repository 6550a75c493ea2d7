import { LRUCache } from 'lru-cache';
import { minutes } from '../../time/durations.js';

const MAX_COUNTED = 10_000;

/** A window ends after a minute without attempts. So no period of one minute contains more attempts than the limit. */
const WINDOW_MS = minutes(1);

interface Tries {
  /** Failed and running attempts. */
  count: number;
  running: number;
  lastAtMs: number;
}

/** Whether another attempt may start: now (`free`), after a running attempt ends (`busy`), or after a wait (`used-up`). */
export type TryState = { readonly kind: 'free' | 'busy' } | { readonly kind: 'used-up'; readonly retryAfterMs: number };

/** Counts failed attempts by name in windows of a minute. */
export class TryCounter {
  private readonly tries = new LRUCache<string, Tries>({ max: MAX_COUNTED });

  /** Returns the failed and running attempts in the current window. */
  count(name: string): number {
    return this.current(name)?.count ?? 0;
  }

  state(name: string, limit: number): TryState {
    const tries = this.current(name);
    if (!tries || tries.count < limit) return { kind: 'free' };
    if (tries.count - tries.running < limit) return { kind: 'busy' };
    return { kind: 'used-up', retryAfterMs: Math.max(1, tries.lastAtMs + WINDOW_MS - performance.now()) };
  }

  begin(name: string): void {
    const tries = this.current(name) ?? { count: 0, running: 0, lastAtMs: 0 };
    this.tries.set(name, {
      count: tries.count + 1,
      running: tries.running + 1,
      lastAtMs: performance.now(),
    });
  }

  /** Ends an attempt. @param isWrong false: the attempt does not count */
  end(name: string, isWrong: boolean): void {
    const tries = this.tries.get(name);
    if (!tries || tries.running === 0) return;
    tries.running -= 1;
    if (isWrong) tries.lastAtMs = performance.now();
    else tries.count -= 1;
  }

  private current(name: string): Tries | undefined {
    const tries = this.tries.get(name);
    const isOver = tries && tries.running === 0 && performance.now() - tries.lastAtMs >= WINDOW_MS;
    return isOver ? undefined : tries;
  }
}
