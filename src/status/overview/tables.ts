import { countsBy, withLabel } from '../metrics/counts.js';
import { count, duration, milliseconds, percent } from '../../html/format.js';
import { Html, html } from '../../html/html.js';
import { MetricValue, sum } from '../metrics/metric-sample.js';
import { state, table } from '../../html/page.js';
import { StatusSnapshot } from '../metrics/status-collector.js';
import { sparkline } from '../../html/sparkline.js';
import { Trends } from '../metrics/trends.js';

const CIRCUITS = [state('good', 'closed'), state('fair', 'half-open'), state('bad', 'open')];

export function actionsTable({ calls, samples }: StatusSnapshot): Html {
  const trends = new Trends(samples);
  const rows = countsBy(calls, 'action').map(([action, total]) => {
    const ownCalls = withLabel(calls, 'action', action);
    const failures = countsBy(ownCalls, 'code').filter(([code]) => code !== 'OK');
    const rates = trends.rates(({ actions }) => actions[action]?.calls ?? 0);
    return html`<tr>
      <th scope="row">${action}</th>
      <td>${sparkline(rates, `Calls of ${action} per second, last ten minutes`)}</td>
      ${[count(total), ...[0.5, 0.95, 0.99].map((share) => milliseconds(trends.quantile(share, action)))].map(number)}
      <td class="wrap">
        ${failures.length > 0 ? failures.map(([code, times]) => `${code} ${count(times)}`).join(', ') : 'none'}
      </td>
    </tr>`;
  });
  return table(
    'Actions',
    ['Action', 'Calls per second', '#Calls', '#50 %', '#95 %', '#99 %', 'Failures'],
    rowsOr(rows, 7, 'No calls yet'),
  );
}

export function upstreamsTable({ circuits, attempts, running, waiting, limits, retryBudgets }: StatusSnapshot): Html {
  const upstreams = [...new Set(limits.map(({ labels }) => String(labels['upstream'])))];
  const rows = upstreams.map((upstream) => {
    const of = (values: readonly MetricValue[]): number => sum(withLabel(values, 'upstream', upstream));
    const failed = withLabel(attempts, 'upstream', upstream).filter(({ labels }) => labels['outcome'] !== 'OK');
    const inFlight = `${count(of(running))} of ${count(of(limits))}`;
    const cells = [inFlight, count(of(waiting)), count(of(attempts)), count(sum(failed)), of(retryBudgets).toFixed(1)];
    const states = withLabel(circuits, 'upstream', upstream).map(
      ({ labels, value }) =>
        html`<div>${String(labels['operation'])} ${CIRCUITS[value] ?? state('fair', 'unknown')}</div>`,
    );
    return html`<tr>
      <th scope="row">${upstream}</th>
      <td>${states.length > 0 ? states : html`<span class="soft">not called yet</span>`}</td>
      ${cells.map(number)}
    </tr>`;
  });
  const heads = ['Upstream', 'Circuits', '#In flight', '#Queued', '#Attempts', '#Failed', '#Retry budget'];
  return table('Upstreams', heads, rowsOr(rows, 7, 'No upstream configured'));
}

/** Renders a table of counts and their shares of the total. */
export function sharesTable(label: string, values: readonly MetricValue[], by: string, emptyText: string): Html {
  const total = sum(values);
  const rows = countsBy(values, by).map(
    ([name, times]) =>
      html`<tr>
        <th scope="row">${name.replaceAll('_', ' ')}</th>
        ${[count(times), percent(times / total)].map(number)}
      </tr>`,
  );
  return table(label, ['Name', '#Count', '#Share'], rowsOr(rows, 3, emptyText));
}

export function dependenciesTable({ keys, redis }: StatusSnapshot): Html {
  const kind = keys.freshness === 'fresh' ? 'good' : keys.freshness === 'stale' ? 'fair' : 'bad';
  const [redisUp] = redis;
  const redisState =
    redisUp === undefined
      ? 'not configured: memory of this process'
      : state(redisUp.value > 0 ? 'good' : 'bad', redisUp.value > 0 ? 'up' : 'down');
  const age = Number.isFinite(keys.ageSeconds) ? `, ${duration(keys.ageSeconds)} old` : '';
  return table(
    'Keys and Redis',
    ['Name', 'State'],
    [
      html`<tr>
        <th scope="row">Signing keys</th>
        <td>${state(kind, keys.freshness)}${age}</td>
      </tr>`,
      html`<tr>
        <th scope="row">Key ids</th>
        <td>${keys.ids.length > 0 ? keys.ids.join(', ') : 'none'}</td>
      </tr>`,
      html`<tr>
        <th scope="row">Redis</th>
        <td>${redisState}</td>
      </tr>`,
    ],
  );
}

const number = (text: string): Html => html`<td class="number">${text}</td>`;

const rowsOr = (rows: readonly Html[], columns: number, emptyText: string): readonly Html[] =>
  rows.length > 0
    ? rows
    : [
        html`<tr>
          <td colspan="${columns}" class="soft">${emptyText}</td>
        </tr>`,
      ];
