import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../auth/signing-keys/signing-keys.js';
import { Metrics } from '../../observability/metrics.js';
import { MetricSample, Reading } from './metric-sample.js';
import { Timeline } from './metric-history.js';

/** What the status page tells: counts since the start, states of this moment, and the last minutes. */
export interface Readings {
  readonly samples: readonly MetricSample[];
  readonly calls: readonly Reading[];
  readonly cache: readonly Reading[];
  readonly idempotency: readonly Reading[];
  readonly attempts: readonly Reading[];
  readonly refusals: readonly Reading[];
  /** By upstream and operation: 0 closed, 1 half-open, 2 open. */
  readonly circuits: readonly Reading[];
  readonly running: readonly Reading[];
  readonly waiting: readonly Reading[];
  readonly limits: readonly Reading[];
  readonly retryBudgets: readonly Reading[];
  /** Empty without Redis, else one of 0 or 1. */
  readonly redis: readonly Reading[];
  readonly keys: { readonly freshness: string; readonly ids: readonly string[]; readonly ageSeconds: number };
}

/** Gathers what the status page tells, of this process alone. */
@Injectable()
export class StatusReadings {
  constructor(
    private readonly metrics: Metrics,
    private readonly timeline: Timeline,
    private readonly keys: SigningKeys,
  ) {}

  async read(): Promise<Readings> {
    const { metrics, keys } = this;
    const [samples, calls, cache, idempotency, attempts, refusals] = await Promise.all([
      this.timeline.untilNow(),
      metrics.calls.get(),
      metrics.cacheAnswers.get(),
      metrics.idempotency.get(),
      metrics.upstreamAttempts.get(),
      metrics.tokenRefusals.get(),
    ]);
    const gauges = ['circuit_state', 'calls_running', 'calls_waiting', 'calls_limit', 'retry_budget'];
    const [circuits = [], running = [], waiting = [], limits = [], retryBudgets = []] = await Promise.all(
      gauges.map((name) => this.gauge(`upstream_${name}`)),
    );
    return {
      samples,
      calls: calls.values,
      cache: cache.values,
      idempotency: idempotency.values,
      attempts: attempts.values,
      refusals: refusals.values,
      circuits,
      running,
      waiting,
      limits,
      retryBudgets,
      redis: await this.gauge('redis_up'),
      keys: { freshness: keys.freshness, ids: keys.keyIds, ageSeconds: keys.ageSeconds },
    };
  }

  private async gauge(name: string): Promise<Reading[]> {
    return (await this.metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
  }
}
