import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LiveGauge } from './live-gauge.js';
import { logOutput } from '../log/log-output.js';

const CIRCUIT_STATES = { closed: 0, 'half-open': 1, open: 2 };

/** Seconds. Cached reads fall into the first two buckets. The upper buckets show how close calls come to the deadline. */
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 6, 7, 8, 10];
const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Initialized with 0, so that an alert sees the first occurrence as an increase. */
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

/** State of one upstream at a scrape. */
export interface UpstreamGauges {
  readonly upstream: string;
  /** By operation. */
  readonly circuits: Readonly<Record<string, keyof typeof CIRCUIT_STATES>>;
  /** In-flight calls, queued calls and the concurrency limit. */
  readonly running: number;
  readonly waiting: number;
  readonly limit: number;
  /** Retries that the budget allows now. */
  readonly retryBudget: number;
}

/** Every metric of the service. No label takes a value from a caller. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly calls = this.counter('dataaction_calls_total', 'Completed Data Action calls', ['action', 'code', 'source']);
  readonly duration = this.histogram(
    'dataaction_call_duration_seconds',
    'Time from the request to the response',
    ['action'],
    CALL_BUCKETS,
  );
  readonly deadline = new Gauge({
    name: 'dataaction_deadline_seconds',
    help: 'Time limit of a call',
    aggregator: 'max',
    registers: [this.registry],
  });
  readonly droppedFields = this.counter('dataaction_dropped_fields_total', 'Unknown input fields dropped', ['action']);
  readonly tokenRefusals = this.counter('auth_token_refusals_total', 'Rejected tokens and credentials', ['reason']);
  readonly tokenRequests = this.counter('oauth_token_requests_total', 'Requests to the token endpoint', ['outcome']);
  readonly keyRefreshes = this.counter('auth_jwks_refreshes_total', 'Fetches of the signing keys', ['outcome']);
  readonly upstreamAttempts = this.counter('upstream_attempts_total', 'Upstream attempts', ['upstream', 'outcome']);
  readonly upstreamDuration = this.histogram(
    'upstream_attempt_duration_seconds',
    'Duration of an upstream attempt',
    ['upstream', 'operation'],
    ATTEMPT_BUCKETS,
  );
  readonly upstreamRetries = this.counter('upstream_retries_total', 'Retry decisions after failed attempts', [
    'upstream',
    'decision',
  ]);
  readonly idempotency = this.counter('idempotency_outcomes_total', 'Writes by outcome of the idempotency check', [
    'outcome',
  ]);
  readonly memoryLost = this.counter('idempotency_memory_lost_total', 'Losses of idempotency records in Redis', [
    'cause',
  ]);
  readonly cacheLookups = this.counter('cache_answers_total', 'Calls of cached actions by cache result', [
    'action',
    'result',
  ]);
  readonly cacheStoreFaults = this.counter('cache_store_faults_total', 'Failed operations of the shared cache', [
    'operation',
  ]);

  readonly connectionsRefused = this.counter('http_connections_refused_total', 'Connections rejected by a limit', [
    'limit',
  ]);
  readonly overloadRejections = this.counter(
    'overload_rejections_total',
    'Calls rejected because the process had no CPU time for them',
    ['reason'],
  );
  readonly overloadActive = new Gauge({
    name: 'overload_active',
    help: 'Number of processes that are overloaded now',
    registers: [this.registry],
  });
  readonly rateLimit = this.counter('rate_limit_decisions_total', 'Calls by rate limit decision', [
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
    help: 'Whether a write to Redis would work now; absent if Redis is not configured',
    aggregator: 'min',
  });
  private readonly redisWriteProblem = new LiveGauge(this.registry, {
    name: 'redis_write_trouble',
    help: 'Why a write to Redis would fail now: an error code of Redis, UNREACHABLE or TIMEOUT',
    labelNames: ['reason'],
    aggregator: 'max',
  });
  private readonly circuitState = new LiveGauge(this.registry, {
    name: 'upstream_circuit_state',
    help: 'State of a circuit: 0 closed, 1 half-open, 2 open',
    labelNames: ['upstream', 'operation'],
    aggregator: 'max',
  });
  private readonly running = this.upstreamGauge('upstream_calls_running', 'In-flight calls to an upstream');
  private readonly waiting = this.upstreamGauge('upstream_calls_waiting', 'Queued calls to an upstream');
  private readonly limit = this.upstreamGauge('upstream_calls_limit', 'Concurrency limit of an upstream');
  private readonly retryBudget = this.upstreamGauge('upstream_retry_budget', 'Retries that the retry budget allows');

  constructor() {
    new Counter({
      name: 'log_lines_dropped_total',
      help: 'Log lines dropped because standard output did not accept them',
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(logOutput().droppedLines);
      },
    });
    collectDefaultMetrics({ register: this.registry });
    for (const reason of ['queue_full', 'no_time']) this.overloadRejections.inc({ reason }, 0);
    for (const outcome of IDEMPOTENCY_OUTCOMES) this.idempotency.inc({ outcome }, 0);
    for (const cause of ['marker_missing', 'evicted']) this.memoryLost.inc({ cause }, 0);
  }

  /** @param readSeconds age of the signing keys. Without keys it returns `Infinity`, and the gauge reports the process's uptime */
  observeKeyAge(readSeconds: () => number): void {
    this.keyAge.readFrom(() => {
      const ageSeconds = readSeconds();
      return [[{}, Number.isFinite(ageSeconds) ? ageSeconds : process.uptime()]];
    });
  }

  /** @param readProblem returns the reason why a write would fail now; undefined if writes work */
  observeRedis(readProblem: () => string | undefined): void {
    this.redisUp.readFrom(() => [[{}, readProblem() === undefined ? 1 : 0]]);
    this.redisWriteProblem.readFrom(() => {
      const reason = readProblem();
      return reason === undefined ? [] : [[{ reason }, 1]];
    });
  }

  observeUpstreams(read: () => readonly UpstreamGauges[]): void {
    this.circuitState.readFrom(() =>
      read().flatMap(({ upstream, circuits }) =>
        Object.entries(circuits).map(([operation, kind]) => [{ upstream, operation }, CIRCUIT_STATES[kind]] as const),
      ),
    );
    for (const value of ['running', 'waiting', 'limit', 'retryBudget'] as const)
      this[value].readFrom(() => read().map((gauges) => [{ upstream: gauges.upstream }, gauges[value]]));
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
