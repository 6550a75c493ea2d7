/** Size from which a text takes milliseconds to parse, check, render and send. */
export const LARGE_BYTES = 64 * 1_024;

const waiting: (() => void)[] = [];

/**
 * Queues large texts: each turn of the event loop processes one, in the order of the requests. Other calls and timers run
 * between two large texts, even if a hundred of them arrive together.
 *
 * @returns undefined for a small text, which does not have to wait
 */
export function turnFor(bytes: number): Promise<void> | undefined {
  if (bytes < LARGE_BYTES) return undefined;
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });
}

function next(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}
