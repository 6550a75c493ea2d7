import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitPermit,
} from '../../src/resilience/policies/circuit/circuit-breaker.js';

export const CIRCUIT = { failures: 5, failureRatio: 0.5, windowMs: 10_000, openMs: 10_000 };

/** Returns a circuit and its clock, which starts at one hour. */
export function circuitWith(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = { ms: 3_600_000 };
  const circuit = new CircuitBreaker({ ...CIRCUIT, now: () => clock.ms, random: () => 1, ...options });
  return { circuit, clock };
}

/** Admits a call. @throws Error if the circuit rejects it */
export function admitted(circuit: CircuitBreaker): CircuitPermit {
  const permit = circuit.admit();
  if (permit.rejected) throw new Error(`rejected for ${permit.retryAfterMs} ms`);
  return permit;
}

/** Makes calls that succeed. */
export function succeed(circuit: CircuitBreaker, times = 1, durationMs = 20): void {
  for (let made = 0; made < times; made += 1) admitted(circuit).success(durationMs);
}

/** Makes calls that fail after 20 ms. */
export function fail(circuit: CircuitBreaker, times = 1): void {
  for (let made = 0; made < times; made += 1) admitted(circuit).failure(20);
}
