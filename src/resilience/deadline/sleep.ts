import { timerDelay } from '../../durations.js';

/**
 * Waits between two attempts, and wakes at once when the call is over.
 *
 * @throws the signal's own reason, where `node:timers/promises` would hide it in an `AbortError`
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
