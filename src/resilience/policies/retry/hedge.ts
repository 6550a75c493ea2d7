import { timerDelay } from '../../../time/durations.js';
import type { Deadline } from '../../deadline/deadline.js';

/** Abort reason of the slower attempt. Its response is no longer needed. */
export class HedgeLost extends Error {
  override readonly name = 'HedgeLost';
}

/** Shared instance: it ends an attempt that did not fail. */
const LOST = new HedgeLost('The other attempt responded first');

export interface HedgeOptions {
  /** Time after which the second attempt starts, if the first has not responded. */
  readonly afterMs: number;
  readonly deadline: Pick<Deadline, 'withMargin'>;
  /** Spends a token of the retry budget. Called once, when the second attempt is due. @returns false if it must not start */
  readonly acquireToken: () => boolean;
}

/**
 * Runs an attempt. If it is slow, runs a second one at the same time ("The Tail at Scale", Dean and Barroso). The first success
 * is the result and ends the other attempt. If the first attempt fails before the second one starts, no second one starts here.
 * The retry policy decides.
 *
 * @param attempt runs within the given deadline, which ends when the other attempt has responded
 * @throws the error of the first attempt, if no attempt succeeds
 */
export function hedge<T>(attempt: (deadline: Deadline) => Promise<T>, options: HedgeOptions): Promise<T> {
  const { afterMs, deadline, acquireToken } = options;
  return new Promise<T>((resolve, reject) => {
    const running = new Set<Deadline>();
    let firstError: Error | undefined;
    let failures = 0;
    const end = (): void => {
      clearTimeout(timer);
      for (const part of running) part.abort(LOST);
    };
    const start = (): void => {
      const part = deadline.withMargin(0);
      running.add(part);
      attempt(part).then(
        (result) => {
          forget(part);
          end();
          resolve(result);
        },
        (error: Error) => {
          forget(part);
          if (failures === 0) firstError = error;
          failures += 1;
          if (running.size > 0) return;
          end();
          reject(firstError ?? error);
        },
      );
    };
    const forget = (part: Deadline): void => {
      part.release();
      running.delete(part);
    };
    const timer = setTimeout(() => {
      if (acquireToken()) start();
    }, timerDelay(afterMs));
    start();
  });
}
