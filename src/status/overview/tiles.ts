import { minutes } from '../../time/durations.js';
import { count, megabytes, milliseconds, percent, rate } from '../../html/format.js';
import { Html, html } from '../../html/html.js';
import { MetricSample } from '../metrics/metric-sample.js';
import { sparkline } from '../../html/sparkline.js';
import { callsOf, failuresOf, Trends } from '../metrics/trends.js';

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly history: readonly number[];
  readonly caption: string;
}

/** Renders values of the last minute, each with a sparkline of the last ten minutes. */
export function tiles(samples: readonly MetricSample[]): Html {
  const nowMs = samples.at(-1)?.atMs ?? 0;
  const all = new Trends(samples);
  const lastMinute = new Trends(samples.filter(({ atMs }) => nowMs - atMs <= minutes(1)));
  return html`<ul class="tiles">
    ${[...callTiles(all, lastMinute), ...upstreamTiles(all, lastMinute)].map(render)}
  </ul>`;
}

function render({ name, value, history, caption }: Tile): Html {
  return html`<li class="card">
    <h2>${name}</h2>
    <p class="figure">${value}</p>
    ${sparkline(history, `${name}, last ten minutes; now ${value}`)}
    <p class="soft">${caption}</p>
  </li>`;
}

function callTiles(all: Trends, lastMinute: Trends): Tile[] {
  const perSecond = (lastMinute.growth(callsOf) / Math.max(1, lastMinute.spanMs)) * 1_000;
  return [
    {
      name: 'Calls per second',
      value: rate(perSecond),
      history: all.rates(callsOf),
      caption: `${count(all.growth(callsOf))} in ten minutes`,
    },
    {
      name: 'Successful calls',
      value: percent(1 - lastMinute.growth(failuresOf) / lastMinute.growth(callsOf)),
      history: all.shares(failuresOf, callsOf).map((failed) => 1 - failed),
      caption: `${count(all.growth(failuresOf))} failures in ten minutes`,
    },
    {
      name: 'Latency, 95th percentile',
      value: milliseconds(lastMinute.quantile(0.95)),
      history: all.quantiles(0.95).map((ms) => (ms === Infinity ? 10_000 : ms)),
      caption: `median ${milliseconds(lastMinute.quantile(0.5))}, 99th percentile ${milliseconds(lastMinute.quantile(0.99))}`,
    },
  ];
}

function upstreamTiles(all: Trends, lastMinute: Trends): Tile[] {
  const hits = ({ cacheHits }: MetricSample): number => cacheHits;
  const lookups = ({ cacheLookups }: MetricSample): number => cacheLookups;
  const attempts = (sample: MetricSample): number => sample.attempts;
  return [
    {
      name: 'Cache hit rate',
      value: percent(lastMinute.growth(hits) / lastMinute.growth(lookups)),
      history: all.shares(hits, lookups),
      caption: `${count(all.growth(hits))} of ${count(all.growth(lookups))} in ten minutes`,
    },
    {
      name: 'Upstream attempts per second',
      value: rate((lastMinute.growth(attempts) / Math.max(1, lastMinute.spanMs)) * 1_000),
      history: all.rates(attempts),
      caption: `${count(all.growth((sample) => sample.failedAttempts))} failed and ${count(
        all.growth(({ retries }) => retries),
      )} retries in ten minutes`,
    },
    {
      name: 'Process memory',
      value: megabytes(all.values(({ rssBytes }) => rssBytes).at(-1) ?? 0),
      history: all.values(({ rssBytes }) => rssBytes),
      caption: 'resident set size',
    },
  ];
}
