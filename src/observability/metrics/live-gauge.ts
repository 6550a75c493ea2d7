import { Aggregator, Gauge, Registry } from 'prom-client';

export type Sample<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number];

export interface LiveGaugeOptions<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly L[];
  /** Merges the values of several processes. Default: sum. */
  readonly aggregator?: Aggregator;
}

/** Gauge that reads its values at each scrape. It has no sample without a reader, or if the reader returns nothing. */
export class LiveGauge<L extends string = never> {
  private read: () => Iterable<Sample<L>> = () => [];

  constructor(registry: Registry, { labelNames = [], ...options }: LiveGaugeOptions<L>) {
    const read = (): Iterable<Sample<L>> => this.read();
    new Gauge<L>({
      ...options,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        if (labelNames.length === 0) this.remove();
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
  }

  readFrom(read: () => Iterable<Sample<L>>): void {
    this.read = read;
  }
}
