/** Durations written as people say them, in milliseconds. */
export const seconds = (count: number): number => count * 1_000;

export const minutes = (count: number): number => seconds(count * 60);

export const hours = (count: number): number => minutes(count * 60);

/** The longest delay a timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A delay that `setTimeout` keeps, whatever the configuration asks for. */
export const timerDelay = (delayMs: number): number => Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS);
