/** Returns a monotonic time in milliseconds. Only the difference of two times is meaningful. */
export type Clock = () => number;

/** The clock of the process. A change of the system time does not affect it. */
export const monotonicClock: Clock = () => performance.now();
