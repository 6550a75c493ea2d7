import { version } from '../../version.js';
import { duration } from '../html/format.js';
import { html } from '../html/html.js';
import { PageContent } from '../html/page.js';
import { StatusSnapshot } from '../metrics/status-collector.js';
import { actionsTable, dependenciesTable, sharesTable, upstreamsTable } from './tables.js';
import { tiles } from './tiles.js';

/** Everything at a glance, and again every ten seconds. */
export function overviewPage(readings: StatusSnapshot, isInspecting: boolean): PageContent {
  const { samples, cache, idempotency, refusals } = readings;
  const inspector = isInspecting
    ? html`<a href="/status/requests">Latest requests</a>`
    : 'INSPECTOR_REQUESTS shows the latest requests';
  return {
    title: 'Data Actions',
    refreshSeconds: 10,
    aside: html`${new Date(samples.at(-1)?.atMs ?? 0).toISOString().replace('T', ' ').slice(0, 19)} UTC · up
    ${duration(process.uptime())} · version ${version}`,
    main: html`
      ${tiles(samples)}
      <h2>Actions</h2>
      ${actionsTable(readings)}
      <h2>Upstreams</h2>
      ${upstreamsTable(readings)}
      <div class="pair">
        <section>
          <h2>Cache</h2>
          ${sharesTable('Cache', cache, 'result', 'No cached action was called yet')}
        </section>
        <section>
          <h2>Idempotency</h2>
          ${sharesTable('Idempotency', idempotency, 'outcome', 'No write was called yet')}
        </section>
        <section>
          <h2>Keys and Redis</h2>
          ${dependenciesTable(readings)}
        </section>
        <section>
          <h2>Tokens refused</h2>
          ${sharesTable('Tokens refused', refusals, 'reason', 'None')}
        </section>
      </div>
    `,
    foot: html`<p>
      Process ${process.pid}. Counts are since its start, times to the answer of its last ten minutes. ${inspector}.
    </p>`,
  };
}
