import { admitted, CIRCUIT, circuitWith, fail, succeed } from '../../../../test/resilience/circuit.js';
import { CircuitBreaker } from './circuit-breaker.js';

describe('CircuitBreaker, closed', () => {
  it('opens after five failures in the window', () => {
    const { circuit } = circuitWith();

    fail(circuit, 4);
    expect(circuit.state.kind).toBe('closed');
    fail(circuit);
    expect(circuit.state).toEqual({ kind: 'open', nextProbeAtMs: 3_610_000 });
  });

  it('counts failures that are seconds apart, as long as they are in the window', () => {
    const { circuit, clock } = circuitWith();
    for (const afterMs of [0, 2_400, 2_400, 2_400, 2_400]) {
      clock.ms += afterMs;
      fail(circuit);
    }

    expect(circuit.state.kind).toBe('open');
  });

  it('drops a failure that has left the window', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit);
    clock.ms += 10_000;
    fail(circuit, 4);

    expect(circuit.state.kind).toBe('closed');
  });

  it('stays closed while less than half of the attempts fail', () => {
    const { circuit } = circuitWith();
    succeed(circuit, 100);
    fail(circuit, 99);
    expect(circuit.state.kind).toBe('closed');

    fail(circuit);
    expect(circuit.state.kind).toBe('open');
  });

  it('opens at exactly the configured ratio, despite rounding', () => {
    const { circuit } = circuitWith({ failureRatio: 0.55 });
    succeed(circuit, 9);
    fail(circuit, 11);

    expect(circuit.state.kind).toBe('open');
  });

  it('does not open on a success, although older successes have left the window', () => {
    const { circuit, clock } = circuitWith();
    succeed(circuit, 100);
    clock.ms += 9_000;
    fail(circuit, 5);
    clock.ms += 2_000;
    succeed(circuit);

    expect(circuit.state.kind).toBe('closed');
  });

  it('does not count permits that were released without an outcome', () => {
    const { circuit } = circuitWith();
    for (let made = 0; made < 50; made += 1) admitted(circuit).release();
    fail(circuit, 4);
    expect(circuit.state.kind).toBe('closed');
  });

  it('accepts only the first outcome of a permit', () => {
    const { circuit } = circuitWith();
    const permit = admitted(circuit);
    for (let count = 0; count < 10; count += 1) permit.failure();
    const ignored = admitted(circuit);
    ignored.release();
    ignored.failure();
    fail(circuit, 3);

    expect(circuit.state.kind).toBe('closed');
  });
});

describe('CircuitBreaker, after a recovery', () => {
  it('does not count the failure of an attempt that started before the last five successes', () => {
    const { circuit, clock } = circuitWith();
    const old = Array.from({ length: 20 }, () => admitted(circuit));
    clock.ms += 1_000;
    succeed(circuit, 5);

    old.forEach((permit) => permit.failure(5_000));

    expect(circuit.state.kind).toBe('closed');
  });

  it('counts old failures while fewer attempts have succeeded since', () => {
    const { circuit, clock } = circuitWith();
    const old = Array.from({ length: 20 }, () => admitted(circuit));
    clock.ms += 1_000;
    succeed(circuit, 4);

    old.forEach((permit) => permit.failure(5_000));

    expect(circuit.state.kind).toBe('open');
  });

  it('counts the failures of attempts that started after the successes', () => {
    const { circuit, clock } = circuitWith();
    succeed(circuit, 5);
    clock.ms += 1_000;
    fail(circuit, 5);

    expect(circuit.state.kind).toBe('open');
  });
});

describe('CircuitBreaker, slow upstream', () => {
  it('opens when four fifths of twenty attempts took too long', () => {
    const { circuit } = circuitWith({ slowMs: 1_000 });
    succeed(circuit, 4, 1_000);
    succeed(circuit, 15, 1_001);
    expect(circuit.state.kind).toBe('closed');

    succeed(circuit, 1, 1_001);
    expect(circuit.state.kind).toBe('open');
  });

  it('stays closed if fewer than four fifths of the attempts were slow', () => {
    const { circuit } = circuitWith({ slowMs: 1_000 });
    succeed(circuit, 5, 1_000);
    succeed(circuit, 19, 1_001);

    expect(circuit.state.kind).toBe('closed');
  });

  it('counts slow failures too', () => {
    const { circuit } = circuitWith({ slowMs: 1_000, failures: 1_000 });
    for (let made = 0; made < 20; made += 1) admitted(circuit).failure(5_000);

    expect(circuit.state.kind).toBe('open');
  });

  it('counts an aborted attempt that was already slow', () => {
    const { circuit } = circuitWith({ slowMs: 1_000 });
    for (let made = 0; made < 50; made += 1) admitted(circuit).release(1_000);
    for (let made = 0; made < 19; made += 1) admitted(circuit).release(1_001);
    expect(circuit.state.kind).toBe('closed');

    admitted(circuit).release(1_001);
    expect(circuit.state.kind).toBe('open');
  });

  it('does not close after a slow probe', () => {
    const { circuit, clock } = circuitWith({ slowMs: 1_000 });
    succeed(circuit, 20, 2_000);
    clock.ms += 10_000;
    succeed(circuit, 1, 2_000);

    expect(circuit.retryAfterMs).toBe(10_000);
  });

  it('does not open for slow attempts by default', () => {
    const { circuit } = circuitWith();
    succeed(circuit, 100, 60_000);

    expect(circuit.state.kind).toBe('closed');
  });
});

describe('CircuitBreaker, with a listener', () => {
  it('reports every transition in order', () => {
    const { circuit, clock } = circuitWith();
    const transitions: string[] = [];
    circuit.onChange((state, previous) => transitions.push(`${previous.kind} → ${state.kind}`));

    fail(circuit, 5);
    clock.ms += 10_000;
    fail(circuit);
    clock.ms += 20_000;
    admitted(circuit).release();
    succeed(circuit);

    expect(transitions).toEqual([
      'closed → open',
      'open → half-open',
      'half-open → open',
      'open → half-open',
      'half-open → closed',
    ]);
  });

  it('uses the clock of the process by default', () => {
    const circuit = new CircuitBreaker(CIRCUIT);
    fail(circuit, 5);

    expect(circuit.retryAfterMs).toBeGreaterThan(7_000);
    expect(circuit.retryAfterMs).toBeLessThanOrEqual(10_000);
  });
});
