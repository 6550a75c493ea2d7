import { SignInRateLimit, SignInTry } from './sign-in-rate-limit.js';
import { TryState } from './try-counter.js';

const MAX_WAITING = 32;
/** Additional queue places for addresses that signed in recently. */
const MAX_TRUSTED_WAITING = 32;

interface WaitingTry {
  readonly attempt: SignInTry;
  readonly isTrusted: boolean;
  readonly start: () => void;
  readonly refuse: (state?: TryState) => void;
}

/**
 * Attempts that wait for a slot. Attempts of addresses that signed in recently go first. Next are the addresses with the
 * fewest failed attempts. In a full queue, a new attempt replaces the newest attempt of the address with the highest load,
 * if the load of its own address is lower.
 */
export class SignInQueue {
  private readonly waiting: WaitingTry[] = [];

  constructor(private readonly limit: SignInRateLimit) {}

  /** Adds an attempt. @returns false if the queue is full */
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

  /** Removes and returns the next attempt that may start. Rejects the attempts of addresses whose limit is used up. */
  take(): WaitingTry | undefined {
    let next: WaitingTry | undefined;
    for (const entry of [...this.waiting]) {
      const state = this.limit.state(entry.attempt);
      if (state.kind === 'used-up') {
        this.remove(entry);
        entry.refuse(state);
      } else if (state.kind === 'free' && (!next || this.precedes(entry, next))) {
        next = entry;
      }
    }
    if (next) this.remove(next);
    return next;
  }

  private precedes(entry: WaitingTry, other: WaitingTry): boolean {
    if (entry.isTrusted !== other.isTrusted) return entry.isTrusted;
    return this.limit.wrongTries(entry.attempt) < this.limit.wrongTries(other.attempt);
  }

  /** Returns the load of an attempt's address: the number of its failed and its waiting attempts. */
  private load({ attempt }: WaitingTry): number {
    const waiting = this.waiting.filter((other) => other.attempt.address === attempt.address).length;
    return this.limit.wrongTries(attempt) + waiting;
  }

  private remove(entry: WaitingTry): void {
    this.waiting.splice(this.waiting.indexOf(entry), 1);
  }
}
