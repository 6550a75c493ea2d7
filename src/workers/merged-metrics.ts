import { AggregatorRegistry, Registry } from 'prom-client';
import { MetricReport } from './worker-messages.js';

/**
 * The metrics of several processes as if they were one. What a process has counted stays counted when it ends: a sum that
 * fell would look to Prometheus like a restart, and be counted twice.
 */
export class MergedMetrics {
  private departed: Promise<MetricReport> = Promise.resolve([]);

  /** Keeps what a process that has ended had counted; what it measured ends with it. */
  bury(report: MetricReport): void {
    const counted = report.filter(({ type }) => String(type) !== 'gauge');
    this.departed = this.departed.then((departed) => merged([departed, counted]).getMetricsAsJSON());
  }

  /** In Prometheus' text format. */
  async text(reports: readonly MetricReport[]): Promise<string> {
    return merged([...reports, await this.departed]).metrics();
  }
}

/** Each metric says by its `aggregator` how; the sum, unless it says otherwise. */
const merged = (reports: readonly MetricReport[]): Registry => AggregatorRegistry.aggregate([...reports]);
