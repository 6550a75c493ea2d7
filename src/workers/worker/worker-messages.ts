import { Registry } from 'prom-client';

/** Serialized metrics of a process. */
export type MetricReport = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Message from the parent to a worker. */
export type SupervisorMessage =
  /** All workers stop: become unready and complete the calls in flight. */
  | { readonly order: 'drain' }
  /** This worker stops and others continue: complete the calls in flight. */
  | { readonly order: 'leave' }
  /** Send a report. */
  | { readonly order: 'report' }
  /** The merged metrics, in response to a scrape. */
  | { readonly order: 'expose'; readonly scrape: number; readonly text: string };

/** Message from a worker to the parent. */
export type WorkerMessage =
  /** The worker has signing keys and serves. */
  | { readonly word: 'ready' }
  | { readonly word: 'report'; readonly metrics: MetricReport }
  /** Request for the merged metrics. */
  | { readonly word: 'scrape'; readonly scrape: number };
