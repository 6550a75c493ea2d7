import { minutes } from '../../durations.js';
import { count, megabytes, milliseconds, percent, rate } from '../html/format.js';
import { Html, html } from '../html/html.js';
import { MetricSample } from '../metrics/metric-sample.js';
import { sparkline } from '../html/sparkline.js';
import { callsOf, failuresOf, Trends } from '../metrics/trends.js';

interface Tile {
  readonly name: string;
  readonly figure: string;
  readonly values: readonly number[];
  readonly below: string;
}

/** The figures of the last minute, each over its last ten. */
export function tiles(samples: readonly MetricSample[]): Html {
  const nowMs = samples.at(-1)?.atMs ?? 0;
  const all = new Trends(samples);
  const lately = new Trends(samples.filter(({ atMs }) => nowMs - atMs <= minutes(1)));
  return html`<ul class="tiles">
    ${[...ofCalls(all, lately), ...ofUpstreams(all, lately)].map(tileOf)}
  </ul>`;
}

function tileOf({ name, figure, values, below }: Tile): Html {
  return html`<li class="card">
    <h2>${name}</h2>
    <p class="figure">${figure}</p>
    ${sparkline(values, `${name} over the last ten minutes; now ${figure}`)}
    <p class="soft">${below}</p>
  </li>`;
}

function ofCalls(all: Trends, lately: Trends): Tile[] {
  const perSecond = (lately.growth(callsOf) / Math.max(1, lately.spanMs)) * 1_000;
  return [
    {
      name: 'Calls a second',
      figure: rate(perSecond),
      values: all.rates(callsOf),
      below: `${count(all.growth(callsOf))} in ten minutes`,
    },
    {
      name: 'Answered with success',
      figure: percent(1 - lately.growth(failuresOf) / lately.growth(callsOf)),
      values: all.shares(failuresOf, callsOf).map((failed) => 1 - failed),
      below: `${count(all.growth(failuresOf))} failures in ten minutes`,
    },
    {
      name: 'Time to the answer, 95 % of calls',
      figure: milliseconds(lately.quantile(0.95)),
      values: all.quantiles(0.95).map((ms) => (ms === Infinity ? 10_000 : ms)),
      below: `half within ${milliseconds(lately.quantile(0.5))}, 99 % within ${milliseconds(lately.quantile(0.99))}`,
    },
  ];
}

function ofUpstreams(all: Trends, lately: Trends): Tile[] {
  const hits = ({ cacheHits }: MetricSample): number => cacheHits;
  const answers = ({ cacheAnswers }: MetricSample): number => cacheAnswers;
  const attempts = (sample: MetricSample): number => sample.attempts;
  return [
    {
      name: 'Cached reads found in the cache',
      figure: percent(lately.growth(hits) / lately.growth(answers)),
      values: all.shares(hits, answers),
      below: `${count(all.growth(hits))} of ${count(all.growth(answers))} in ten minutes`,
    },
    {
      name: 'Attempts at upstreams a second',
      figure: rate((lately.growth(attempts) / Math.max(1, lately.spanMs)) * 1_000),
      values: all.rates(attempts),
      below: `${count(all.growth((sample) => sample.failedAttempts))} failed and ${count(
        all.growth(({ retries }) => retries),
      )} retries in ten minutes`,
    },
    {
      name: 'Memory of the process',
      figure: megabytes(all.values(({ rssBytes }) => rssBytes).at(-1) ?? 0),
      values: all.values(({ rssBytes }) => rssBytes),
      below: 'resident, from zero up',
    },
  ];
}
