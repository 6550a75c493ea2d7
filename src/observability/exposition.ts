import { Injectable } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** What Prometheus reads: the metrics of this process, or, where several serve as one, of them all. */
@Injectable()
export class Exposition {
  readonly contentType: string;
  private read: () => Promise<string>;

  constructor({ registry }: Metrics) {
    this.contentType = registry.contentType;
    this.read = () => registry.metrics();
  }

  /** Reads the metrics elsewhere from now on: whichever process is asked, the answer is the same. */
  readFrom(read: () => Promise<string>): void {
    this.read = read;
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.read();
  }
}
