import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LiveGauge } from './live-gauge.js';

const CIRCUIT_STATES = { closed: 0, 'half-open': 1, open: 2 };

/** Seconds. Cached reads are answered within the first two; the upper ones tell how near a call came to its deadline. */
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 6, 7, 8, 10];
const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Outcomes that an alert waits for: told from the start, so that the first of them counts as a change. */
const IDEMPOTENCY_OUTCOMES = [
  'executed',
  'replayed',
  'busy',
  'mismatch',
  'takeover',
  'unknown',
  'left_in_doubt',
  'late_writer_refused',
];

/** One upstream at the moment of a scrape. */
export interface UpstreamGauges {
  readonly upstream: string;
  /** By operation. */
  readonly circuits: Readonly<Record<string, keyof typeof CIRCUIT_STATES>>;
  /** Calls that hold a place, calls that wait for one, and how many places there are. */
  readonly running: number;
  readonly waiting: number;
  readonly limit: number;
  /** Retries that could be paid for. */
  readonly retryBudget: number;
}

/** Every metric of the service, in Prometheus' naming. No label takes a value that a caller makes up. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly calls = this.counter('dataaction_calls_total', 'Data Action calls answered', ['action', 'code', 'source']);
  readonly duration = this.histogram(
    'dataaction_call_duration_seconds',
    'Time from arrival to the answer',
    ['action'],
    CALL_BUCKETS,
  );
  /** What a call may take. */
  readonly deadline = new Gauge({
    name: 'dataaction_deadline_seconds',
    help: 'By when a call is answered',
    aggregator: 'max',
    registers: [this.registry],
  });
  readonly droppedFields = this.counter('dataaction_dropped_fields_total', 'Unknown input fields left out', ['action']);
  readonly tokenRefusals = this.counter('auth_token_refusals_total', 'Bearer tokens refused', ['reason']);
  readonly tokenRequests = this.counter('oauth_token_requests_total', 'Requests at the token endpoint', ['outcome']);
  readonly keyRefreshes = this.counter('auth_jwks_refreshes_total', 'Fetches of the signing keys', ['outcome']);
  readonly upstreamAttempts = this.counter('upstream_attempts_total', 'Attempts at upstreams', ['upstream', 'outcome']);
  readonly upstreamDuration = this.histogram(
    'upstream_attempt_duration_seconds',
    'Time that an attempt at an upstream took',
    ['upstream', 'operation'],
    ATTEMPT_BUCKETS,
  );
  readonly upstreamRetries = this.counter('upstream_retries_total', 'What followed failed attempts', [
    'upstream',
    'decision',
  ]);
  readonly idempotency = this.counter('idempotency_outcomes_total', 'Writes by what their idempotency key led to', [
    'outcome',
  ]);
  readonly cacheLookups = this.counter(
    'cache_answers_total',
    'Calls of cached actions by what the cache did for them',
    ['action', 'result'],
  );
  readonly cacheStoreFaults = this.counter('cache_store_faults_total', 'Operations of the shared cache that failed', [
    'operation',
  ]);

  readonly connectionsRefused = this.counter('http_connections_refused_total', 'Connections over a limit', ['limit']);
  readonly rateLimit = this.counter('rate_limit_decisions_total', 'Calls by what the rate limit of their client said', [
    'decision',
    'store',
  ]);

  private readonly keyAge = new LiveGauge(this.registry, {
    name: 'auth_jwks_age_seconds',
    help: 'Age of the signing keys in use',
    aggregator: 'max',
  });
  private readonly redisUp = new LiveGauge(this.registry, {
    name: 'redis_up',
    help: 'Whether Redis would be asked now; absent where none is configured',
    aggregator: 'min',
  });
  private readonly circuitState = new LiveGauge(this.registry, {
    name: 'upstream_circuit_state',
    help: 'State of a circuit: 0 closed, 1 half-open, 2 open',
    labelNames: ['upstream', 'operation'],
    aggregator: 'max',
  });
  private readonly running = this.upstreamGauge('upstream_calls_running', 'Calls that hold a place at an upstream');
  private readonly waiting = this.upstreamGauge('upstream_calls_waiting', 'Calls that wait for a place');
  private readonly limit = this.upstreamGauge('upstream_calls_limit', 'Places at an upstream');
  private readonly retryBudget = this.upstreamGauge('upstream_retry_budget', 'Retries that could be paid for now');

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const outcome of IDEMPOTENCY_OUTCOMES) this.idempotency.inc({ outcome }, 0);
  }

  /** @param readSeconds the age of the signing keys; infinite while there are none, for which the process's own age stands */
  observeKeyAge(readSeconds: () => number): void {
    this.keyAge.readFrom(() => {
      const ageSeconds = readSeconds();
      return [[{}, Number.isFinite(ageSeconds) ? ageSeconds : process.uptime()]];
    });
  }

  observeRedis(isReady: () => boolean): void {
    this.redisUp.readFrom(() => [[{}, isReady() ? 1 : 0]]);
  }

  observeUpstreams(read: () => readonly UpstreamGauges[]): void {
    this.circuitState.readFrom(() =>
      read().flatMap(({ upstream, circuits }) =>
        Object.entries(circuits).map(([operation, kind]) => [{ upstream, operation }, CIRCUIT_STATES[kind]] as const),
      ),
    );
    for (const value of ['running', 'waiting', 'limit', 'retryBudget'] as const)
      this[value].readFrom(() => read().map((reading) => [{ upstream: reading.upstream }, reading[value]]));
  }

  private counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    buckets: number[],
  ): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  private upstreamGauge(name: string, help: string): LiveGauge<'upstream'> {
    return new LiveGauge(this.registry, { name, help, labelNames: ['upstream'] });
  }
}
