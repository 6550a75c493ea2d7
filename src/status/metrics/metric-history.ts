import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { minutes, seconds } from '../../time/durations.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { MetricSample, takeSample } from './metric-sample.js';
import { RingBuffer } from './ring-buffer.js';

const SAMPLE_INTERVAL_MS = seconds(5);
const SPAN_MS = minutes(10);

/** Samples of the last ten minutes, in memory (a few hundred kilobytes). */
@Injectable()
export class MetricHistory implements OnModuleInit, OnApplicationShutdown {
  private readonly samples = new RingBuffer<MetricSample>(SPAN_MS / SAMPLE_INTERVAL_MS);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly metrics: Metrics) {}

  async onModuleInit(): Promise<void> {
    await this.sample();
    this.timer = setInterval(() => void this.sample(), SAMPLE_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Returns the stored samples, oldest first, and a new one. */
  async samplesUntilNow(): Promise<MetricSample[]> {
    return [...this.samples.items(), await takeSample(this.metrics)];
  }

  private async sample(): Promise<void> {
    this.samples.add(await takeSample(this.metrics));
  }
}
