/** Limits that a service on a stalled machine does not reach. A test of a limit overrides it. */
export const HIGH_LIMITS = {
  ACTION_TIMEOUT_MS: '25000',
  UPSTREAM_TIMEOUT_MS: '20000',
  UPSTREAM_CONNECT_TIMEOUT_MS: '10000',
  REDIS_TIMEOUT_MS: '5000',
  REDIS_CONNECT_TIMEOUT_MS: '10000',
  // Load shedding counts the CPU time of the process, which the test itself uses too.
  OVERLOAD_DELAY_MS: '0',
} as const;

/** The limits of production. An empty variable means the default value. */
export const DEFAULT_LIMITS = Object.fromEntries(Object.keys(HIGH_LIMITS).map((name) => [name, '']));
