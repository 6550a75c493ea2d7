/** A limit passes in so many slices. */
const SLICES = 4;
/** Timers are late by so much also where nothing holds them up. */
const TIMER_LATENESS_MS = 2;

/** No answer came in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * The result of `work`, or `TimeoutError` after `limitMs`.
 *
 * The limit measures the other side, not our own event loop: it passes in slices, and one that ends late because the loop
 * was held up counts only for its own length. At the end, what has arrived meanwhile is read before the verdict.
 */
export function withTimeout<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const sliceMs = limitMs / SLICES;
    let leftMs = limitMs;
    let timer: NodeJS.Timeout;
    let verdict: NodeJS.Immediate | undefined;
    const begin = (): void => {
      const begunAtMs = performance.now();
      timer = setTimeout(
        () => {
          leftMs -= Math.min(performance.now() - begunAtMs, sliceMs + TIMER_LATENESS_MS);
          if (leftMs >= 1) begin();
          else verdict = setImmediate(() => reject(new TimeoutError(`no answer within ${limitMs} ms`)));
        },
        Math.min(sliceMs, leftMs),
      );
    };
    begin();
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      clearImmediate(verdict);
    });
  });
}
