/** Number of time slices into which `withTimeout` divides its limit. */
const SLICES = 4;
/** Timers can be late by this time even if the event loop is free. */
const TIMER_LATENESS_MS = 2;

/** No reply arrived in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Returns the result of `work`, or rejects with `TimeoutError` after `limitMs`.
 *
 * The limit measures the server, not this process. If the event loop was blocked, a timer fires late although the reply has
 * arrived. So the limit is divided into slices, and a slice that ends late counts as if it had ended in time. Replies that have
 * arrived are read before the last slice ends.
 */
export function withTimeout<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const sliceMs = limitMs / SLICES;
    let leftMs = limitMs;
    let timer: NodeJS.Timeout;
    let rejection: NodeJS.Immediate | undefined;
    const startSlice = (): void => {
      const startedAtMs = performance.now();
      timer = setTimeout(
        () => {
          leftMs -= Math.min(performance.now() - startedAtMs, sliceMs + TIMER_LATENESS_MS);
          if (leftMs >= 1) startSlice();
          else rejection = setImmediate(() => reject(new TimeoutError(`No reply within ${limitMs} ms`)));
        },
        Math.min(sliceMs, leftMs),
      );
    };
    startSlice();
    const stop = (): void => {
      clearTimeout(timer);
      clearImmediate(rejection);
    };
    // Two callbacks cost less than `finally`, which adds two promises to every operation.
    work.then(
      (result) => {
        stop();
        resolve(result);
      },
      (error: Error) => {
        stop();
        reject(error);
      },
    );
  });
}
