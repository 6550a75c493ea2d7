import { Metrics } from '../../observability/metrics.js';
import { Bucket } from './quantile.js';

/** What is known of one action's calls since the start. */
export interface ActionSample {
  readonly calls: number;
  readonly failures: number;
  readonly durations: readonly Bucket[];
}

/** The metrics of this process at one moment, as far as they are plotted; small, since many are kept. */
export interface MetricSample {
  readonly atMs: number;
  readonly actions: Readonly<Record<string, ActionSample>>;
  readonly cacheAnswers: number;
  readonly cacheHits: number;
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly retries: number;
  readonly rssBytes: number;
}

/** A value with its labels, as Prometheus' client gives it. */
export interface MetricValue {
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

/** Reads what is plotted, and nothing else: the default metrics count anew whenever somebody reads them, and are Prometheus' own. */
export async function takeSample(metrics: Metrics, atMs = Date.now()): Promise<MetricSample> {
  const [calls, durations, cache, attempts, retries] = await Promise.all([
    metrics.calls.get(),
    metrics.duration.get(),
    metrics.cacheAnswers.get(),
    metrics.upstreamAttempts.get(),
    metrics.upstreamRetries.get(),
  ]);
  const buckets = durations.values.filter(({ metricName }) => metricName?.endsWith('_bucket'));
  const names = [...new Set(calls.values.map(({ labels }) => String(labels.action)))];
  const failed = (label: string) => (reading: MetricValue) => reading.labels[label] !== 'OK';
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
    cacheAnswers: sum(cache.values),
    cacheHits: sum(cache.values.filter(({ labels }) => labels.result === 'hit' || labels.result === 'stale')),
    attempts: sum(attempts.values),
    failedAttempts: sum(attempts.values.filter(failed('outcome'))),
    retries: sum(retries.values.filter(({ labels }) => labels.decision === 'retried')),
    rssBytes: process.memoryUsage.rss(),
  };
}

export const sum = (readings: readonly MetricValue[]): number =>
  readings.reduce((total, { value }) => total + value, 0);

function bucketsOf(readings: readonly MetricValue[], action: string): Bucket[] {
  return readings
    .filter(({ labels }) => labels['action'] === action)
    .map(({ labels: { le }, value }) => ({ upToSeconds: le === '+Inf' ? Infinity : Number(le), count: value }));
}
