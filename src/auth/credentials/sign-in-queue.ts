import { SignInRateLimit, SignInTry } from './sign-in-rate-limit.js';
import { TryState } from './try-counter.js';

const MAX_WAITING = 32;
/** Beside these, for addresses that have signed in lately. */
const MAX_TRUSTED_WAITING = 32;

interface WaitingTry {
  readonly attempt: SignInTry;
  readonly isTrusted: boolean;
  readonly start: () => void;
  readonly refuse: (state?: TryState) => void;
}

/**
 * Tries that wait for a slot. An address that has signed in lately goes first, then the address with the fewest wrong tries.
 * Where the queue is full, the newest try of the address with the most of them makes room for one that has fewer.
 */
export class SignInQueue {
  private readonly waiting: WaitingTry[] = [];

  constructor(private readonly limit: SignInRateLimit) {}

  /** @returns false where there is no room */
  add(entry: WaitingTry): boolean {
    const sameKind = this.waiting.filter(({ isTrusted }) => isTrusted === entry.isTrusted);
    if (sameKind.length >= (entry.isTrusted ? MAX_TRUSTED_WAITING : MAX_WAITING)) {
      const heaviest = sameKind.reduce((worst, other) => (this.load(other) >= this.load(worst) ? other : worst));
      if (this.load(heaviest) <= this.load(entry) + 1) return false;
      this.remove(heaviest);
      heaviest.refuse();
    }
    this.waiting.push(entry);
    return true;
  }

  /** Takes the next try that may start; refuses those whose limit is used up meanwhile. */
  take(): WaitingTry | undefined {
    let next: WaitingTry | undefined;
    for (const entry of [...this.waiting]) {
      const state = this.limit.state(entry.attempt);
      if (state.kind === 'used-up') {
        this.remove(entry);
        entry.refuse(state);
      } else if (state.kind === 'free' && (!next || this.goesBefore(entry, next))) {
        next = entry;
      }
    }
    if (next) this.remove(next);
    return next;
  }

  private goesBefore(entry: WaitingTry, other: WaitingTry): boolean {
    if (entry.isTrusted !== other.isTrusted) return entry.isTrusted;
    return this.limit.wrongTries(entry.attempt) < this.limit.wrongTries(other.attempt);
  }

  /** How much the address of a try asks for: its wrong tries, and those that wait. */
  private load({ attempt }: WaitingTry): number {
    const waiting = this.waiting.filter((other) => other.attempt.address === attempt.address).length;
    return this.limit.wrongTries(attempt) + waiting;
  }

  private remove(entry: WaitingTry): void {
    this.waiting.splice(this.waiting.indexOf(entry), 1);
  }
}
