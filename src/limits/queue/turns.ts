/** Size from which a text takes milliseconds to parse, check, render and send. */
export const LARGE_BYTES = 64 * 1_024;

const waiting: (() => void)[] = [];

/**
 * Queues work on large texts: one piece per turn of the event loop, in the order of the requests. Other calls and timers run
 * between two pieces, even if a hundred large texts arrive together.
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
