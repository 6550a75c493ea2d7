import { Roster } from '../../roster.js';

const LOOK_EVERY_MS = 250;
/** From here on a deadline has a timer of its own: before the next look it may be over. */
const NEAR_MS = 2 * LOOK_EVERY_MS;

/** What ends at its time. */
export interface Watched {
  readonly remainingMs: number;
  /** Called once, when the end is near. */
  comeNear(): void;
}

/**
 * Spares deadlines their timers: nearly every call ends long before its time, and to set and clear a timer for each is a
 * twentieth of a cached read. What is far off is looked at now and then; nothing ends later for it.
 */
export class DeadlineWatch {
  private readonly far = new Roster<Watched>();
  private looking: NodeJS.Timeout | undefined;

  /** @returns false for what is too near to be watched */
  add(watched: Watched): boolean {
    if (watched.remainingMs <= NEAR_MS) return false;
    this.far.add(watched);
    this.looking ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    return true;
  }

  remove(watched: Watched): void {
    this.far.remove(watched);
  }

  private look(): void {
    for (const watched of this.far) {
      if (watched.remainingMs > NEAR_MS) continue;
      this.far.remove(watched);
      watched.comeNear();
    }
    if (this.far.size > 0) return;
    clearInterval(this.looking);
    this.looking = undefined;
  }
}
