import { Metrics } from '../../src/observability/metrics/metrics.js';

interface RegisteredMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

/** Returns every metric that the service exports, including those of Node and of the process. */
export function exportedMetrics(): readonly RegisteredMetric[] {
  return new Metrics().registry.getMetricsAsArray() as unknown as RegisteredMetric[];
}

/** Returns whether a metric is a default metric of prom-client. */
export const isOfProcess = ({ name }: Pick<RegisteredMetric, 'name'>): boolean => /^(process|nodejs)_/.test(name);

/** Labels that Prometheus adds to every target. */
const TARGET_LABELS = ['job', 'instance'];

/** Returns the label names of each series that can be queried, by the name of the series. */
export function exportedSeries(): ReadonlyMap<string, ReadonlySet<string>> {
  const series = new Map<string, ReadonlySet<string>>([['up', new Set(TARGET_LABELS)]]);
  for (const { name, type, labelNames } of exportedMetrics()) {
    const labels = [...labelNames, ...TARGET_LABELS];
    if (type !== 'histogram') series.set(name, new Set(labels));
    else {
      series.set(`${name}_bucket`, new Set([...labels, 'le']));
      for (const part of ['sum', 'count']) series.set(`${name}_${part}`, new Set(labels));
    }
  }
  return series;
}
