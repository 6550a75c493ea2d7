import { Aggregator, Gauge, Registry } from 'prom-client';

/** Labels and a value. */
export type Sample<L extends string> = readonly [labels: Readonly<Record<L, string>>, value: number];

export interface LiveGaugeOptions<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly L[];
  /** What the values of several processes become, where one tells for all; their sum unless told. */
  readonly aggregator?: Aggregator;
}

/** A gauge that is read at the moment of a scrape; without a reader, or where that has nothing to tell, it has no sample. */
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
