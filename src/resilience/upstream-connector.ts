import { HttpService } from '@nestjs/axios';
import { Injectable, Logger } from '@nestjs/common';
import axios from 'axios';
import { seconds } from '../durations.js';
import { ActionError } from '../errors/action-error.js';
import { Metrics } from '../observability/metrics.js';
import { Backoff } from './backoff.js';
import { Bulkhead } from './bulkhead.js';
import { CircuitState } from './circuit-breaker.js';
import { Circuits } from './circuits.js';
import { connectionPools } from './connect-timeout.js';
import { ResilienceConfig } from './resilience.config.js';
import { RetryBudget } from './retry-budget.js';
import { RetryPolicy } from './retry-policy.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamHttp } from './upstream-http.js';

/** Makes each upstream's own client: its own pools, budget, places and circuits, so that none can hurt another. */
@Injectable()
export class UpstreamConnector {
  private readonly logger = new Logger(UpstreamConnector.name);
  private readonly connected: UpstreamHttp[] = [];

  constructor(
    private readonly config: ResilienceConfig,
    private readonly metrics: Metrics,
  ) {}

  /** The upstreams connected so far. */
  get upstreams(): readonly UpstreamHttp[] {
    return this.connected;
  }

  /**
   * @param name as people call it; it stands in messages to the caller, in metrics and in the log
   * @param baseUrl its address; paths are appended to it
   */
  connect(name: string, baseUrl: string): UpstreamHttp {
    const { config, metrics } = this;
    const upstream = new UpstreamHttp({
      name,
      timeoutMs: config.timeoutMs,
      attempt: new UpstreamAttempt(name, this.httpService(baseUrl)),
      bulkhead: new Bulkhead({ maxConcurrency: config.maxConcurrency }),
      circuits: new Circuits(
        {
          failures: config.circuitFailures,
          failureRatio: config.circuitFailureRatio,
          windowMs: config.circuitWindowMs,
          openMs: config.circuitOpenMs,
          probeLimitMs: config.timeoutMs + seconds(1),
          slowMs: config.circuitSlowMs,
        },
        (operation, state) => this.tellCircuit(name, operation, state),
      ),
      retryPolicy: new RetryPolicy({
        maxAttempts: config.retryAttempts,
        backoff: new Backoff({
          baseMs: { transient: config.retryBaseMs, throttled: config.retryBaseMs * 2 },
          capMs: seconds(10),
        }),
        budget: new RetryBudget({ ratio: config.retryBudgetRatio }),
      }),
      onAttempt: (failure) => metrics.upstreamAttempts.inc({ upstream: name, outcome: outcomeOf(failure) }),
      onDecision: (decision) =>
        metrics.upstreamRetries.inc({ upstream: name, decision: decision.retry ? 'retried' : decision.reason }),
    });
    this.connected.push(upstream);
    return upstream;
  }

  private httpService(baseURL: string): HttpService {
    const { connectTimeoutMs, maxConcurrency } = this.config;
    const client = axios.create({
      baseURL,
      ...connectionPools({ connectTimeoutMs, maxSockets: maxConcurrency }),
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
    });
    // Axios declares its types twice, for require and for import; the value is one and the same.
    return new HttpService(client as unknown as ConstructorParameters<typeof HttpService>[0]);
  }

  private tellCircuit(upstream: string, operation: string, state: CircuitState): void {
    this.metrics.circuitState.set({ upstream, operation }, { closed: 0, 'half-open': 1, open: 2 }[state.kind]);
    this.logger.warn(`Circuit ${upstream} ${operation} is ${state.kind}`);
  }
}

function outcomeOf(failure: unknown): string {
  if (failure === undefined) return 'OK';
  return failure instanceof ActionError ? failure.code : 'ABANDONED';
}
