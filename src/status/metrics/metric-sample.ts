import { Metrics } from '../../observability/metrics/metrics.js';
import { Bucket } from './quantile.js';

/** Calls of one action since the start. */
export interface ActionSample {
  readonly calls: number;
  readonly failures: number;
  readonly durations: readonly Bucket[];
}

/** Values of the plotted metrics at one instant. */
export interface MetricSample {
  readonly atMs: number;
  readonly actions: Readonly<Record<string, ActionSample>>;
  readonly cacheLookups: number;
  readonly cacheHits: number;
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly retries: number;
  readonly rssBytes: number;
}

/** Metric value with its labels, as prom-client returns it. */
export interface MetricValue {
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

/** Reads only the plotted metrics, because each read of prom-client's default metrics collects them again. */
export async function takeSample(metrics: Metrics, atMs = Date.now()): Promise<MetricSample> {
  const [calls, durations, cache, attempts, retries] = await Promise.all([
    metrics.calls.get(),
    metrics.duration.get(),
    metrics.cacheLookups.get(),
    metrics.upstreamAttempts.get(),
    metrics.upstreamRetries.get(),
  ]);
  const buckets = durations.values.filter(({ metricName }) => metricName?.endsWith('_bucket'));
  const names = [...new Set(calls.values.map(({ labels }) => String(labels.action)))];
  const failed = (label: string) => (value: MetricValue) => value.labels[label] !== 'OK';
  return {
    atMs,
    actions: Object.fromEntries(
      names.map((name) => {
        const own = calls.values.filter(({ labels }) => labels.action === name);
        return [
          name,
          { calls: sum(own), failures: sum(own.filter(failed('code'))), durations: bucketsOf(buckets, name) },
        ];
      }),
    ),
    cacheLookups: sum(cache.values),
    cacheHits: sum(cache.values.filter(({ labels }) => labels.result === 'hit' || labels.result === 'stale')),
    attempts: sum(attempts.values),
    failedAttempts: sum(attempts.values.filter(failed('outcome'))),
    retries: sum(retries.values.filter(({ labels }) => labels.decision === 'retried')),
    rssBytes: process.memoryUsage.rss(),
  };
}

export const sum = (values: readonly MetricValue[]): number => values.reduce((total, { value }) => total + value, 0);

function bucketsOf(values: readonly MetricValue[], action: string): Bucket[] {
  return values
    .filter(({ labels }) => labels['action'] === action)
    .map(({ labels: { le }, value }) => ({ upToSeconds: le === '+Inf' ? Infinity : Number(le), count: value }));
}
