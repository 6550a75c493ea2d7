import { MetricValue, sum } from './metric-sample.js';

/** Sums values by one of their labels, largest first. */
export function countsBy(values: readonly MetricValue[], label: string): [name: string, count: number][] {
  const names = [...new Set(values.map(({ labels }) => String(labels[label])))];
  return names
    .map((name): [string, number] => [name, sum(withLabel(values, label, name))])
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one);
}

export const withLabel = (values: readonly MetricValue[], label: string, value: string): MetricValue[] =>
  values.filter(({ labels }) => labels[label] === value);
