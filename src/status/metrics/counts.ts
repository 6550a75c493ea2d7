import { MetricValue, sum } from './metric-sample.js';

/** Adds readings up by one of their labels, the largest first. */
export function countsBy(readings: readonly MetricValue[], label: string): [name: string, count: number][] {
  const names = [...new Set(readings.map(({ labels }) => String(labels[label])))];
  return names
    .map((name): [string, number] => [name, sum(withLabel(readings, label, name))])
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one);
}

export const withLabel = (readings: readonly MetricValue[], label: string, value: string): MetricValue[] =>
  readings.filter(({ labels }) => labels[label] === value);
