import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../auth/signing-keys/signing-keys.js';
import { Metrics } from '../../observability/metrics.js';
import { MetricSample, MetricValue } from './metric-sample.js';
import { MetricHistory } from './metric-history.js';

/** What the status page tells: counts since the start, states of this moment, and the last minutes. */
export interface StatusSnapshot {
  readonly samples: readonly MetricSample[];
  readonly calls: readonly MetricValue[];
  readonly cache: readonly MetricValue[];
  readonly idempotency: readonly MetricValue[];
  readonly attempts: readonly MetricValue[];
  readonly refusals: readonly MetricValue[];
  /** By upstream and operation: 0 closed, 1 half-open, 2 open. */
  readonly circuits: readonly MetricValue[];
  readonly running: readonly MetricValue[];
  readonly waiting: readonly MetricValue[];
  readonly limits: readonly MetricValue[];
  readonly retryBudgets: readonly MetricValue[];
  /** Empty without Redis, else one of 0 or 1. */
  readonly redis: readonly MetricValue[];
  readonly keys: { readonly freshness: string; readonly ids: readonly string[]; readonly ageSeconds: number };
}

/** Gathers what the status page tells, of this process alone. */
@Injectable()
export class StatusCollector {
  constructor(
    private readonly metrics: Metrics,
    private readonly timeline: MetricHistory,
    private readonly keys: SigningKeys,
  ) {}

  async read(): Promise<StatusSnapshot> {
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

  private async gauge(name: string): Promise<MetricValue[]> {
    return (await this.metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
  }
}
