/** A limit is measured in this number of slices. */
const SLICES = 4;
/** Timers are late by this time even if the event loop is free. */
const TIMER_LATENESS_MS = 2;

/** No reply arrived in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Returns the result of `work`, or rejects with `TimeoutError` after `limitMs`.
 *
 * The limit measures the server, not the event loop of this process: it is measured in slices, and a slice that ends late
 * because the loop was blocked counts only for its own length. At the end, replies that have arrived meanwhile are read
 * first.
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
