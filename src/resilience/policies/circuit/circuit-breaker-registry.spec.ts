import { CircuitPermit } from './circuit-breaker.js';
import { CircuitBreakerRegistry } from './circuit-breaker-registry.js';

/** Circuits that open at two failures for 10 s, their clock, and the transitions that they reported. */
function circuitsWith() {
  const clock = { ms: 3_600_000 };
  const transitions: string[] = [];
  const circuits = new CircuitBreakerRegistry(
    {
      failures: 2,
      failureRatio: 0.5,
      windowMs: 10_000,
      openMs: 10_000,
      now: () => clock.ms,
      random: () => 1,
    },
    8,
    (_, operation, state, previous) => transitions.push(`${operation}: ${previous.kind} → ${state.kind}`),
  );
  return { circuits, clock, transitions };
}

function admitted(circuits: CircuitBreakerRegistry, operation: string): CircuitPermit {
  const permit = circuits.of(operation).admit();
  if (permit.rejected) throw new Error(`rejected for ${permit.retryAfterMs} ms`);
  return permit;
}

function fail(circuits: CircuitBreakerRegistry, operation: string, times = 2): void {
  for (let made = 0; made < times; made += 1) admitted(circuits, operation).failure();
}

describe('CircuitBreakerRegistry', () => {
  it('keeps one circuit for each operation', () => {
    const { circuits, transitions } = circuitsWith();
    fail(circuits, 'GET search');
    admitted(circuits, 'GET customers').success(20);

    expect(circuits.states()).toEqual({ 'GET search': 'open', 'GET customers': 'closed' });
    expect(transitions).toEqual(['GET search: closed → open']);
  });

  it('has no circuit for unused operations', () => {
    expect(circuitsWith().circuits.states()).toEqual({});
  });

  it('returns whether a call would be rejected now: the circuit is open, or a probe runs', () => {
    const { circuits, clock } = circuitsWith();
    expect(circuits.isAnyOpen).toBe(false);
    fail(circuits, 'GET search');
    expect(circuits.isAnyOpen).toBe(true);

    clock.ms += 10_000;
    expect(circuits.isAnyOpen).toBe(false);
    const probe = admitted(circuits, 'GET search');
    expect(circuits.isAnyOpen).toBe(true);

    probe.success(20);
    expect(circuits.isAnyOpen).toBe(false);
  });

  it('reports a circuit as half-open after its open period, even before a call', () => {
    const { circuits, clock, transitions } = circuitsWith();
    fail(circuits, 'GET search');

    clock.ms += 9_999;
    expect(circuits.states()).toEqual({ 'GET search': 'open' });
    clock.ms += 1;

    expect(circuits.states()).toEqual({ 'GET search': 'half-open' });
    expect(transitions).toEqual(['GET search: closed → open']);
  });

  it('limits the attempts of an operation after its circuit has closed, until enough of them succeed', () => {
    const { circuits, clock } = circuitsWith();
    expect(circuits.readmissionOf('GET search')).toBeUndefined();
    fail(circuits, 'GET search');
    clock.ms += 10_000;
    admitted(circuits, 'GET search').success(20);
    const readmission = circuits.readmissionOf('GET search');

    for (let succeeded = 0; succeeded < 5; succeeded += 1) readmission?.recordSuccess();
    expect(circuits.readmissionOf('GET search')).toBe(readmission);
    readmission?.recordSuccess();
    expect(circuits.readmissionOf('GET search')).toBeUndefined();
  });
});
