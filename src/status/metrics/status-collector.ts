import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../auth/signing-keys/signing-keys.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { MetricSample, MetricValue } from './metric-sample.js';
import { MetricHistory } from './metric-history.js';

/** Data of the status page: counters since the start, current gauges, and samples of the last ten minutes. */
export interface StatusSnapshot {
  readonly samples: readonly MetricSample[];
  readonly calls: readonly MetricValue[];
  readonly cache: readonly MetricValue[];
  readonly idempotency: readonly MetricValue[];
  readonly attempts: readonly MetricValue[];
  readonly tokenRefusals: readonly MetricValue[];
  /** By upstream and operation: 0 closed, 1 half-open, 2 open. */
  readonly circuits: readonly MetricValue[];
  readonly running: readonly MetricValue[];
  readonly waiting: readonly MetricValue[];
  readonly limits: readonly MetricValue[];
  readonly retryBudgets: readonly MetricValue[];
  /** 0 or 1; empty if Redis is not configured. */
  readonly redis: readonly MetricValue[];
  readonly keys: { readonly freshness: string; readonly ids: readonly string[]; readonly ageSeconds: number };
}

/** Collects the data of the status page for this process. */
@Injectable()
export class StatusCollector {
  constructor(
    private readonly metrics: Metrics,
    private readonly history: MetricHistory,
    private readonly keys: SigningKeys,
  ) {}

  async read(): Promise<StatusSnapshot> {
    const { metrics, keys } = this;
    const [samples, calls, cache, idempotency, attempts, tokenRefusals] = await Promise.all([
      this.history.samplesUntilNow(),
      metrics.calls.get(),
      metrics.cacheLookups.get(),
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
      tokenRefusals: tokenRefusals.values,
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
