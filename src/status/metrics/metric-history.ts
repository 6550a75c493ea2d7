import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { minutes, seconds } from '../../durations.js';
import { Metrics } from '../../observability/metrics.js';
import { MetricSample, takeSample } from './metric-sample.js';
import { RingBuffer } from './ring-buffer.js';

const EVERY_MS = seconds(5);
const SPAN_MS = minutes(10);

/** The metrics of the last ten minutes, in memory: enough for a glance, and no more than a few hundred kilobytes. */
@Injectable()
export class MetricHistory implements OnModuleInit, OnApplicationShutdown {
  private readonly samples = new RingBuffer<MetricSample>(SPAN_MS / EVERY_MS);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly metrics: Metrics) {}

  async onModuleInit(): Promise<void> {
    await this.sample();
    this.timer = setInterval(() => void this.sample(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Oldest first, the present as the last. */
  async untilNow(): Promise<MetricSample[]> {
    return [...this.samples.items(), await takeSample(this.metrics)];
  }

  private async sample(): Promise<void> {
    this.samples.add(await takeSample(this.metrics));
  }
}
