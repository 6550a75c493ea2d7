import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const CIRCUIT_STATES = { closed: 0, 'half-open': 1, open: 2 };
type CircuitKind = keyof typeof CIRCUIT_STATES;

/** Every metric of the service, in Prometheus' naming. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly calls = this.counter('dataaction_calls_total', 'Data Action calls answered', ['action', 'code', 'source']);
  readonly duration = new Histogram({
    name: 'dataaction_call_duration_seconds',
    help: 'Time from arrival to the answer',
    labelNames: ['action'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10],
    registers: [this.registry],
  });
  readonly droppedFields = this.counter('dataaction_dropped_fields_total', 'Unknown input fields left out', ['action']);
  readonly tokenRefusals = this.counter('auth_token_refusals_total', 'Bearer tokens refused', ['reason']);
  readonly keyRefreshes = this.counter('auth_jwks_refreshes_total', 'Fetches of the signing keys', ['outcome']);
  readonly upstreamAttempts = this.counter('upstream_attempts_total', 'Attempts at upstreams', ['upstream', 'outcome']);

  readonly upstreamRetries = this.counter('upstream_retries_total', 'What followed failed attempts', [
    'upstream',
    'decision',
  ]);
  readonly idempotency = this.counter('idempotency_outcomes_total', 'Writes by what their idempotency key led to', [
    'outcome',
  ]);
  readonly cacheAnswers = this.counter(
    'cache_answers_total',
    'Calls of cached actions by what the cache did for them',
    ['action', 'result'],
  );
  readonly cacheStoreFaults = this.counter('cache_store_faults_total', 'Operations of the shared cache that failed', [
    'operation',
  ]);
  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param readSeconds the age of the signing keys at the moment of a scrape */
  observeKeyAge(readSeconds: () => number): void {
    new Gauge({
      name: 'auth_jwks_age_seconds',
      help: 'Age of the signing keys in use',
      registers: [this.registry],
      collect() {
        this.set(readSeconds());
      },
    });
  }

  /** @param readStates the state of each circuit at the moment of a scrape: by upstream, and in it by operation */
  observeCircuits(readStates: () => Iterable<readonly [string, Readonly<Record<string, CircuitKind>>]>): void {
    new Gauge({
      name: 'upstream_circuit_state',
      help: 'State of a circuit: 0 closed, 1 half-open, 2 open',
      labelNames: ['upstream', 'operation'] as const,
      registers: [this.registry],
      collect() {
        for (const [upstream, states] of readStates())
          for (const [operation, kind] of Object.entries(states))
            this.set({ upstream, operation }, CIRCUIT_STATES[kind]);
      },
    });
  }

  private counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}
