import { Registry } from 'prom-client';

/** What a process has counted and measured, as it travels to another. */
export type MetricReport = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What the parent tells a worker. */
export type SupervisorMessage =
  /** All stop: answer what is under way, and let load balancers stay away. */
  | { readonly order: 'drain' }
  /** This one stops: others take its place. */
  | { readonly order: 'leave' }
  /** Tell your metrics. */
  | { readonly order: 'report' }
  /** The metrics of all, for the scrape of that number. */
  | { readonly order: 'expose'; readonly scrape: number; readonly text: string };

/** What a worker tells the parent. */
export type WorkerMessage =
  /** It can check tokens, and serves. */
  | { readonly word: 'ready' }
  | { readonly word: 'report'; readonly metrics: MetricReport }
  /** Somebody asks for the metrics of all. */
  | { readonly word: 'scrape'; readonly scrape: number };
