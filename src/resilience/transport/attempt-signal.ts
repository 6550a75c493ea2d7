import { timerDelay } from '../../durations.js';
import type { GenericAbortSignal } from './axios.js';
import type { Deadline } from '../deadline/deadline.js';

/**
 * Ends an attempt with its call, or when its own time is up. It is as much of an AbortSignal as axios asks for: Node's own costs
 * nearly as much as the request, and nearly every attempt ends without it.
 */
export class AttemptSignal implements GenericAbortSignal {
  aborted = false;
  /** Closes what the attempt holds open at the moment. */
  onabort: (() => void) | null = null;
  private readonly timer: NodeJS.Timeout;
  private readonly forget: () => void;

  constructor(
    private readonly deadline: Pick<Deadline, 'onAbort' | 'throwIfOver'>,
    limitMs: number,
  ) {
    this.timer = setTimeout(() => this.abort(), timerDelay(limitMs));
    this.forget = deadline.onAbort(() => this.abort());
  }

  /** The attempt is over: from now on, nothing ends it. */
  release(): void {
    clearTimeout(this.timer);
    this.forget();
  }

  /** Checks by the clock, right before bytes leave: a timer is late in a process that was frozen. @throws the deadline's reason */
  throwIfOver(): void {
    this.deadline.throwIfOver();
  }

  private abort(): void {
    this.aborted = true;
    this.onabort?.();
  }
}
