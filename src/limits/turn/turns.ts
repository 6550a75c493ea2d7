/** Size from which a text takes milliseconds to parse, check, render and send. */
export const LARGE_BYTES = 64 * 1_024;

const waiting: (() => void)[] = [];

/**
 * Gives work on large texts its turn: one per turn of the event loop, in the order of the requests. Other calls and timers run
 * between them, also if a hundred large texts arrive at the same time.
 *
 * @returns undefined for a small text, which need not wait
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
