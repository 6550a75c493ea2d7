import { Registry } from 'prom-client';

export type MetricReport = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

export type SupervisorMessage =
  /** All workers stop: become unready and complete the calls in flight. */
  | { readonly order: 'drain' }
  /** This worker stops and others continue: complete the calls in flight. */
  | { readonly order: 'leave' }
  /** Send a report. */
  | { readonly order: 'report' }
  /** The merged metrics, in response to a scrape. */
  | { readonly order: 'expose'; readonly scrape: number; readonly text: string };

export type WorkerMessage =
  /** The worker has signing keys and serves. */
  | { readonly word: 'ready' }
  | { readonly word: 'report'; readonly metrics: MetricReport }
  /** Request for the merged metrics. */
  | { readonly word: 'scrape'; readonly scrape: number };
