import { AggregatorRegistry, Registry } from 'prom-client';
import { MetricReport } from '../worker/worker-messages.js';

/**
 * Merges the metrics of several processes. Keeps the counters of a process after its exit, because Prometheus treats a
 * falling counter as a restart and would count twice.
 */
export class MergedMetrics {
  private exited: Promise<MetricReport> = Promise.resolve([]);

  /** Adds the last report of an exited process. Drops its gauges. */
  retain(report: MetricReport): void {
    const counters = report.filter(({ type }) => String(type) !== 'gauge');
    this.exited = this.exited.then((exited) => merge([exited, counters]).getMetricsAsJSON());
  }

  /** Returns the merged metrics in Prometheus' text format. */
  async text(reports: readonly MetricReport[]): Promise<string> {
    return merge([...reports, await this.exited]).metrics();
  }
}

/** Applies the `aggregator` of each metric. Default: sum. */
const merge = (reports: readonly MetricReport[]): Registry => AggregatorRegistry.aggregate([...reports]);
