import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { MergedMetrics } from './merged-metrics.js';
import { MetricReport } from '../worker/worker-messages.js';

/** Returns the report of a process that has handled `calls` calls of 1 s each. Its signing keys are `age` seconds old. */
function reportOf(calls: number, age: number): Promise<MetricReport> {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'calls_total', help: 'x', labelNames: ['action'], registers }).inc({ action: 'queues' }, calls);
  const histogram = new Histogram({ name: 'call_seconds', help: 'x', buckets: [0.5, 5], registers });
  for (let call = 0; call < calls; call += 1) histogram.observe(1);
  new Gauge({ name: 'keys_age_seconds', help: 'x', aggregator: 'max', registers }).set(age);
  new Gauge({ name: 'memory_bytes', help: 'x', registers }).set(100);
  return registry.getMetricsAsJSON();
}

describe('MergedMetrics', () => {
  it('sums counters and applies the aggregator of each gauge', async () => {
    const text = await new MergedMetrics().text([await reportOf(2, 7), await reportOf(3, 5)]);

    expect(text).toContain('calls_total{action="queues"} 5');
    expect(text).toContain('call_seconds_bucket{le="0.5"} 0');
    expect(text).toContain('call_seconds_bucket{le="5"} 5');
    expect(text).toContain('call_seconds_count 5');
    expect(text).toContain('keys_age_seconds 7');
    expect(text).toContain('memory_bytes 200');
  });

  it('keeps the counters of exited processes, but not their gauges', async () => {
    const metrics = new MergedMetrics();
    metrics.retain(await reportOf(2, 900));
    metrics.retain(await reportOf(4, 900));

    const text = await metrics.text([await reportOf(1, 5)]);

    expect(text).toContain('calls_total{action="queues"} 7');
    expect(text).toContain('call_seconds_sum 7');
    expect(text).toContain('keys_age_seconds 5');
    expect(text).toContain('memory_bytes 100');
  });

  it('returns nothing without reports', async () => {
    const metrics = new MergedMetrics();
    metrics.retain([]);

    expect((await metrics.text([[]])).trim()).toBe('');
  });
});
