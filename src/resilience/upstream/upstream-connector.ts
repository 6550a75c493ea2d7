import type { LookupFunction } from 'node:net';
import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { seconds } from '../../durations.js';
import { ActionError } from '../../errors/action-error.js';
import { Metrics, UpstreamGauges } from '../../observability/metrics.js';
import { Backoff } from '../policies/backoff.js';
import { Bulkhead } from '../policies/bulkhead.js';
import { CircuitState } from '../policies/circuit-breaker.js';
import { CircuitBreakerRegistry } from '../policies/circuit-breaker-registry.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { DeadlineConfig } from '../deadline/deadline.config.js';
import { httpServiceAt } from '../transport/http-service.js';
import { ResilienceConfig } from './resilience.config.js';
import { RetryBudget } from '../policies/retry-budget.js';
import { RetryPolicy } from '../policies/retry-policy.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamHttp } from './upstream-http.js';

/** Makes each upstream's own client: its own pools, budget, places and circuits, so that none can hurt another. */
@Injectable()
export class UpstreamConnector implements OnApplicationShutdown {
  private readonly logger = new Logger(UpstreamConnector.name);
  private readonly connected: UpstreamHttp[] = [];
  private readonly pools: ConnectionPool[] = [];
  /** Circuits whose first probe since they opened is logged. */
  private readonly probed = new Set<string>();
  private readonly readings: (() => UpstreamGauges)[] = [];

  /** Time limit of a request that no call waits for, such as the fetch of a token. */
  readonly loginLimitMs: number;

  constructor(
    private readonly config: ResilienceConfig,
    private readonly metrics: Metrics,
    { actionTimeoutMs }: DeadlineConfig,
  ) {
    this.loginLimitMs = actionTimeoutMs;
    metrics.deadline.set(actionTimeoutMs / 1_000);
    metrics.observeUpstreams(() => this.readings.map((read) => read()));
    if (config.timeoutMs >= actionTimeoutMs) {
      this.logger.warn(
        'UPSTREAM_TIMEOUT_MS is not below ACTION_TIMEOUT_MS: an upstream that hangs opens its circuit by CIRCUIT_SLOW_MS alone',
      );
    }
  }

  onApplicationShutdown(): void {
    for (const pool of this.pools) pool.close();
  }

  /** The upstreams connected so far. */
  get upstreams(): readonly UpstreamHttp[] {
    return this.connected;
  }

  /**
   * @param name as people call it; it stands in messages to the caller, in metrics and in the log
   * @param baseUrl its address; paths are appended to it
   * @param headers said in every request that does not say otherwise
   * @param lookup resolves the name of the host. Default: the system's resolver
   */
  connect(
    name: string,
    baseUrl: string,
    headers: Readonly<Record<string, string>> = {},
    lookup?: LookupFunction,
  ): UpstreamHttp {
    const { config, metrics } = this;
    const { connectTimeoutMs, maxConcurrency: maxIdle } = config;
    const pool = new ConnectionPool({ connectTimeoutMs, maxIdle, lookup });
    const bulkhead = new Bulkhead({ maxConcurrency: config.maxConcurrency });
    const budget = new RetryBudget({ ratio: config.retryBudgetRatio });
    const upstream = new UpstreamHttp({
      name,
      timeoutMs: config.timeoutMs,
      attempt: new UpstreamAttempt(name, httpServiceAt(baseUrl, pool, headers), pool),
      bulkhead,
      circuits: new CircuitBreakerRegistry(
        {
          failures: config.circuitFailures,
          failureRatio: config.circuitFailureRatio,
          windowMs: config.circuitWindowMs,
          openMs: config.circuitOpenMs,
          slowMs: config.circuitSlowMs,
        },
        config.maxConcurrency,
        (circuit, operation, state, previous) => {
          if (state.kind === 'open') budget.endWaits(circuit);
          this.logTransition(`${name} ${operation}`, state, previous);
        },
      ),
      retryPolicy: new RetryPolicy({
        maxAttempts: config.retryAttempts,
        backoff: new Backoff({
          baseMs: { transient: config.retryBaseMs, throttled: config.retryBaseMs * 2 },
          capMs: seconds(10),
        }),
        budget,
        patienceMs: config.retryBaseMs * 2 ** config.retryAttempts,
      }),
      onAttempt: ({ operation, durationMs, failure }) => {
        metrics.upstreamAttempts.inc({ upstream: name, outcome: outcomeOf(failure) });
        metrics.upstreamDuration.observe({ upstream: name, operation }, durationMs / 1_000);
      },
      onDecision: (decision) => {
        if (decision.retry) metrics.upstreamRetries.inc({ upstream: name, decision: 'retried' });
        else if (decision.reason !== 'not-retryable')
          metrics.upstreamRetries.inc({ upstream: name, decision: decision.reason });
      },
    });
    metrics.upstreamRetries.inc({ upstream: name, decision: 'budget-spent' }, 0);
    this.readings.push(() => ({
      upstream: name,
      circuits: upstream.circuits.states(),
      running: bulkhead.active,
      waiting: bulkhead.queued,
      limit: config.maxConcurrency,
      retryBudget: budget.available,
    }));
    this.connected.push(upstream);
    this.pools.push(pool);
    return upstream;
  }

  /** Logs the opening, the first probe and the closing. The other probes of a long outage would fill the log. */
  private logTransition(circuit: string, state: CircuitState, previous: CircuitState): void {
    const change = `Circuit ${circuit}: ${previous.kind} → ${state.kind}`;
    if (state.kind === 'closed') this.logger.log(change);
    if (state.kind === 'open' && previous.kind === 'closed') {
      this.probed.delete(circuit);
      this.logger.warn(`${change}, for ${this.config.circuitOpenMs} ms`);
    }
    if (state.kind === 'half-open' && !this.probed.has(circuit)) {
      this.probed.add(circuit);
      this.logger.log(`${change}, one call tries`);
    }
  }
}

function outcomeOf(failure: unknown): string {
  if (failure === undefined) return 'OK';
  return failure instanceof ActionError ? failure.code : 'ABANDONED';
}
