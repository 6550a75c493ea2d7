import { CircuitBreaker, type CircuitBreakerOptions, type CircuitPermit } from './circuit-breaker.js';

const DEFAULTS = { failures: 5, failureRatio: 0.5, windowMs: 10_000, openMs: 10_000, probeLimitMs: 6_000 };

/** A circuit, and the clock that it lives by; the clock starts at one hour. */
function circuitWith(options: Partial<CircuitBreakerOptions> = {}) {
  const clock = { ms: 3_600_000 };
  const circuit = new CircuitBreaker({ ...DEFAULTS, now: () => clock.ms, ...options });
  return { circuit, clock };
}

function admitted(circuit: CircuitBreaker): CircuitPermit {
  const ticket = circuit.admit();
  if (ticket.rejected) throw new Error(`rejected for ${ticket.retryAfterMs} ms`);
  return ticket;
}

function succeed(circuit: CircuitBreaker): void {
  admitted(circuit).success(20);
}

function fail(circuit: CircuitBreaker, times = 1): void {
  for (let made = 0; made < times; made += 1) admitted(circuit).failure(20);
}

describe('CircuitBreaker, open', () => {
  it('rejects at once, with the time to the next probe', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);

    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 10_000 });
    clock.ms += 9_999;
    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 1 });
    expect(circuit.retryAfterMs).toBe(1);
  });

  it('does not count calls that began before it opened, whatever came of them', () => {
    const { circuit, clock } = circuitWith();
    const late = Array.from({ length: 20 }, () => admitted(circuit));
    fail(circuit, 5);
    late.slice(0, 5).forEach((ticket) => ticket.failure(5_000));
    late.slice(5, 10).forEach((ticket) => ticket.success(5_000));
    expect(circuit.state).toEqual({ kind: 'open', nextProbeAtMs: 3_610_000, openMs: 10_000 });

    clock.ms += 10_000;
    succeed(circuit);
    late.slice(10).forEach((ticket) => ticket.failure(12_000));
    expect(circuit.state.kind).toBe('closed');
  });
});

describe('CircuitBreaker, half-open', () => {
  it('lets one probe through and rejects the rest at once', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;

    const probe = admitted(circuit);
    expect(circuit.state.kind).toBe('half-open');
    clock.ms += 500;
    for (let made = 0; made < 49; made += 1) expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 5_500 });

    probe.success(500);
    expect(circuit.state).toEqual({ kind: 'closed' });
    expect(circuit.retryAfterMs).toBe(0);
  });

  it('starts counting from nothing once it has closed', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    succeed(circuit);

    fail(circuit, 4);
    expect(circuit.state.kind).toBe('closed');
    fail(circuit);
    expect(circuit.state.kind).toBe('open');
  });

  it('stays open twice as long after each probe that fails, eight times at most, and as long as at first after recovery', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);

    for (const thenMs of [20_000, 40_000, 80_000, 80_000]) {
      clock.ms += circuit.retryAfterMs;
      fail(circuit);
      expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: thenMs });
    }
    clock.ms += 80_000;
    succeed(circuit);
    fail(circuit, 5);
    expect(circuit.retryAfterMs).toBe(10_000);
  });

  it('grows no longer than it was told', () => {
    const { circuit, clock } = circuitWith({ maxOpenMs: 15_000 });
    fail(circuit, 5);
    clock.ms += 10_000;
    fail(circuit);

    expect(circuit.retryAfterMs).toBe(15_000);
  });

  it('is not jammed by a probe that never returns', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    const lost = admitted(circuit);
    clock.ms += 5_999;
    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 1 });

    clock.ms += 1;
    const next = admitted(circuit);
    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 6_000 });
    lost.failure();
    lost.success(6_000);
    expect(circuit.state.kind).toBe('half-open');

    next.success(20);
    expect(circuit.state.kind).toBe('closed');
  });

  it('does not count a probe that comes too late, though no other has gone', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    const late = admitted(circuit);
    clock.ms += 6_000;
    late.success(6_000);

    expect(circuit.state.kind).toBe('half-open');
    succeed(circuit);
    expect(circuit.state.kind).toBe('closed');
  });

  it('lets the next call probe when a probe said nothing about the upstream', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    const given = admitted(circuit);
    given.release();
    expect(circuit.retryAfterMs).toBe(0);

    const next = admitted(circuit);
    given.success(20);
    expect(circuit.admit().rejected).toBe(true);
    next.failure();
    expect(circuit.retryAfterMs).toBe(20_000);
  });
});
