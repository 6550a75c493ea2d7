import { Injectable } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** Metrics for Prometheus: of this process, or of all workers. */
@Injectable()
export class Exposition {
  readonly contentType: string;
  private read: () => Promise<string>;

  constructor({ registry }: Metrics) {
    this.contentType = registry.contentType;
    this.read = () => registry.metrics();
  }

  /** Replaces the source, so that every worker returns the same metrics. */
  readFrom(read: () => Promise<string>): void {
    this.read = read;
  }

  /** Returns the metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.read();
  }
}
