import { admitted, circuitWith, fail, succeed } from '../../../../test/resilience/circuit.js';

describe('CircuitBreaker, open', () => {
  it('rejects at once, with the time to the next probe', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);

    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 10_000 });
    clock.ms += 9_999;
    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 1 });
    expect(circuit.retryAfterMs).toBe(1);
  });

  it('does not count calls that started before it opened', () => {
    const { circuit, clock } = circuitWith();
    const late = Array.from({ length: 20 }, () => admitted(circuit));
    fail(circuit, 5);
    late.slice(0, 5).forEach((permit) => permit.failure(5_000));
    late.slice(5, 10).forEach((permit) => permit.success(5_000));
    expect(circuit.state).toEqual({ kind: 'open', nextProbeAtMs: 3_610_000 });

    clock.ms += 10_000;
    succeed(circuit);
    late.slice(10).forEach((permit) => permit.failure(12_000));
    expect(circuit.state.kind).toBe('closed');
  });
});

describe('CircuitBreaker, half-open', () => {
  it('admits one probe and rejects other calls at once', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;

    const probe = admitted(circuit);
    expect(circuit.state.kind).toBe('half-open');
    clock.ms += 500;
    for (let made = 0; made < 49; made += 1) expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 9_500 });

    probe.success(500);
    expect(circuit.state).toEqual({ kind: 'closed' });
    expect(circuit.retryAfterMs).toBe(0);
  });

  it('starts counting from zero after it has closed', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    succeed(circuit);

    fail(circuit, 4);
    expect(circuit.state.kind).toBe('closed');
    fail(circuit);
    expect(circuit.state.kind).toBe('open');
  });

  it('probes at the same interval for as long as the outage lasts', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);

    for (let probes = 0; probes < 100; probes += 1) {
      clock.ms += circuit.retryAfterMs;
      fail(circuit);
      expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 10_000 });
    }
  });

  it('shortens each interval by up to a fifth, so that several processes do not probe together', () => {
    const { circuit, clock } = circuitWith({ random: () => 0 });
    fail(circuit, 5);
    expect(circuit.retryAfterMs).toBe(8_000);

    clock.ms += 8_000;
    fail(circuit);
    expect(circuit.retryAfterMs).toBe(8_000);
  });

  it('counts the interval from the start of the failed attempt: a probe is due directly after a long timeout', () => {
    const { circuit, clock } = circuitWith({ openMs: 2_000 });
    const hanging = Array.from({ length: 5 }, () => admitted(circuit));
    clock.ms += 5_000;
    hanging.forEach((permit) => permit.failure(5_000));

    expect(circuit.state.kind).toBe('open');
    expect(circuit.retryAfterMs).toBe(0);
  });

  it('sends the next probe after the usual interval if a probe gets no response', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    const lost = admitted(circuit);
    clock.ms += 9_999;
    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 1 });

    clock.ms += 1;
    const next = admitted(circuit);
    expect(circuit.admit()).toEqual({ rejected: true, retryAfterMs: 10_000 });
    lost.failure();
    expect(circuit.state.kind).toBe('half-open');

    next.success(20);
    expect(circuit.state.kind).toBe('closed');
  });

  it('closes when an earlier probe succeeds late', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    const slow = admitted(circuit);
    clock.ms += 10_000;
    admitted(circuit);
    slow.success(12_000);

    expect(circuit.state.kind).toBe('closed');
  });

  it('waits at least a second for the outcome of a probe, even if the interval is shorter', () => {
    const { circuit, clock } = circuitWith({ openMs: 100 });
    fail(circuit, 5);
    clock.ms += 100;
    admitted(circuit);

    expect(circuit.retryAfterMs).toBe(1_000);
  });

  it('admits another probe at once after a probe was released without an outcome', () => {
    const { circuit, clock } = circuitWith();
    fail(circuit, 5);
    clock.ms += 10_000;
    const permit = admitted(circuit);
    permit.release();
    expect(circuit.retryAfterMs).toBe(0);

    const next = admitted(circuit);
    permit.failure(20);
    expect(circuit.admit().rejected).toBe(true);
    next.failure();
    expect(circuit.retryAfterMs).toBe(10_000);
  });
});
