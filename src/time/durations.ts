/** Converts to milliseconds. */
export const seconds = (count: number): number => count * 1_000;

export const minutes = (count: number): number => seconds(count * 60);

export const hours = (count: number): number => minutes(count * 60);

/** Longest delay of `setTimeout`. A longer delay fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Clamps a delay to the range that `setTimeout` supports. */
export const timerDelay = (delayMs: number): number => Math.min(Math.max(0, delayMs), MAX_TIMER_MS);
