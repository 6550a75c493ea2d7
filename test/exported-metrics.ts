import { Metrics } from '../src/observability/metrics.js';

/** A metric as the registry knows it. */
interface RegisteredMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

/** Every metric that the service exports, Node's and the process's own among them. */
export function exportedMetrics(): readonly RegisteredMetric[] {
  return new Metrics().registry.getMetricsAsArray() as unknown as RegisteredMetric[];
}

/** Whether a metric comes with prom-client, and says nothing of calls. */
export const isOfProcess = ({ name }: Pick<RegisteredMetric, 'name'>): boolean => /^(process|nodejs)_/.test(name);

/** What Prometheus adds to whatever it scrapes. */
const TARGET_LABELS = ['job', 'instance'];

/** The labels of each series that can be asked for, by its name. */
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
