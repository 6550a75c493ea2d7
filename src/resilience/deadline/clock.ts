/** A monotonic time in milliseconds. Only differences mean anything; a corrected wall clock never moves it. */
export type Clock = () => number;

/** The process's own clock. Whoever measures time takes a `Clock`, so that a spec can set the instant. */
export const monotonicClock: Clock = () => performance.now();
