import fc from '../../../../test/support/fast-check.js';
import { CircuitBreaker, type CircuitRejection, type CircuitPermit } from './circuit-breaker.js';

const OPTIONS = { failures: 3, failureRatio: 0.5, windowMs: 1_000, openMs: 400 };

interface GrantedPermit {
  readonly permit: CircuitPermit;
  /** Number of transitions of the circuit before it granted this permit. */
  readonly era: number;
  /** Time at which it was admitted as a probe. */
  readonly probedAtMs: number | undefined;
  ended: boolean;
}

/** A circuit, its clock, and all permits that it has granted. Each step checks the invariants from outside. */
class Model {
  readonly permits: GrantedPermit[] = [];
  private nowMs = 10_000;
  private era = 0;
  private readonly circuit = new CircuitBreaker({ ...OPTIONS, now: () => this.nowMs, random: () => 1 });

  constructor() {
    this.circuit.onChange((state, previous) => {
      if (state.kind === 'closed' || previous.kind === 'closed') this.era += 1;
    });
  }

  get kind(): string {
    return this.circuit.state.kind;
  }

  pass(ms: number): void {
    this.nowMs += ms;
  }

  admit(): CircuitPermit | CircuitRejection {
    const isProbe = this.kind !== 'closed';
    const admission = this.circuit.admit();
    if (admission.rejected) {
      const { retryAfterMs } = admission;
      if (!isProbe || !(retryAfterMs > 0 && retryAfterMs <= 1_000)) throw new Error(`rejected for ${retryAfterMs} ms`);
      return admission;
    }
    if (isProbe && this.permits.some((granted) => this.isRecentProbe(granted))) throw new Error('a second probe');
    this.permits.push({ permit: admission, era: this.era, probedAtMs: isProbe ? this.nowMs : undefined, ended: false });
    return admission;
  }

  end(pick: number, how: 'success' | 'failure' | 'release'): void {
    const granted = this.permits[pick % this.permits.length];
    if (granted === undefined) return;
    const before = this.circuit.state;
    const wasFresh = this.isFresh(granted);
    granted.permit[how](10);
    granted.ended = true;
    if (!wasFresh && this.circuit.state !== before) throw new Error('an outdated outcome counted');
  }

  /** Waits for the returned time, and calls. */
  admitInTime(): CircuitPermit {
    const first = this.admit();
    if (!first.rejected) return first;
    this.pass(first.retryAfterMs);
    const second = this.admit();
    if (second.rejected) throw new Error('rejected again after the announced time');
    return second;
  }

  private isFresh({ ended, era }: GrantedPermit): boolean {
    return !ended && era === this.era;
  }

  /** Returns whether a probe was sent less than a second ago and has no outcome. */
  private isRecentProbe(granted: GrantedPermit): boolean {
    return granted.probedAtMs !== undefined && this.isFresh(granted) && this.nowMs < granted.probedAtMs + 1_000;
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant((model: Model) => void model.admit()) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom('success' as const, 'failure' as const, 'failure' as const, 'release' as const))
      .map(
        ([pick, how]) =>
          (model: Model) =>
            model.end(pick, how),
      ),
  },
  { weight: 2, arbitrary: fc.nat(700).map((ms) => (model: Model) => model.pass(ms)) },
);

const anyHistory = fc.array(step, { maxLength: 100, size: 'max' }).map((steps) => () => {
  const model = new Model();
  for (const run of steps) run(model);
  return model;
});

describe('CircuitBreaker, after any sequence of outcomes', () => {
  it('admits one probe at a time, and ignores repeated, late and outdated outcomes', () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(anyHistory, (play) => {
        const { kind } = play();
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }),
      { numRuns: 600 },
    );

    for (const kind of ['closed', 'open', 'half-open']) expect(kinds.get(kind)).toBeGreaterThan(10);
  });

  it('admits a call at the announced time, and closes after a success', () => {
    fc.assert(
      fc.property(anyHistory, (play) => {
        const model = play();
        model.admitInTime().success(10);
        expect(model.kind).toBe('closed');
      }),
      { numRuns: 300 },
    );
  });

  it('needs three new failures to open after a recovery, despite late outcomes', () => {
    fc.assert(
      fc.property(anyHistory, fc.boolean(), (play, succeeds) => {
        const model = play();
        while (model.kind === 'closed') model.admitInTime().failure(10);
        const old = [...model.permits];
        model.admitInTime().success(10);

        for (const expected of ['closed', 'closed', 'open']) {
          for (const { permit } of old) permit[succeeds ? 'success' : 'failure'](10);
          model.admitInTime().failure(10);
          expect(model.kind).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });
});
