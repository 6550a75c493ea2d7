import { timerDelay } from '../../time/durations.js';

/**
 * Waits for a delay. Rejects at once when the signal aborts.
 *
 * @throws the reason of the signal. `node:timers/promises` would wrap it in an `AbortError`
 */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const wake = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', wake);
      resolve();
    }, timerDelay(delayMs));
    signal.addEventListener('abort', wake, { once: true });
  });
}
