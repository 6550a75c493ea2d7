import { version } from '../../config/version.js';
import { duration } from '../../html/format.js';
import { html } from '../../html/html.js';
import { PageContent } from '../../html/page.js';
import { StatusSnapshot } from '../metrics/status-collector.js';
import { actionsTable, dependenciesTable, sharesTable, upstreamsTable } from './tables.js';
import { tiles } from './tiles.js';

const REFRESH_SECONDS = 10;

const START = html`<a href="/status?reload">Reload every ${REFRESH_SECONDS} seconds</a>`;
const STOP = html`<a href="/status">Stop reloading</a>`;

interface OverviewOptions {
  readonly isInspecting: boolean;
  /** Whether the page reloads itself. Default: no, because a reload interrupts a screen reader and moves the focus. */
  readonly isReloading: boolean;
}

export function overviewPage(snapshot: StatusSnapshot, { isInspecting, isReloading }: OverviewOptions): PageContent {
  const { samples, cache, idempotency, tokenRefusals } = snapshot;
  const inspector = isInspecting
    ? html`<a href="/status/requests">Latest requests</a>`
    : 'Set INSPECTOR_REQUESTS to inspect requests';
  return {
    title: 'Data Actions',
    ...(isReloading && { refreshSeconds: REFRESH_SECONDS }),
    aside: html`${new Date(samples.at(-1)?.atMs ?? 0).toISOString().replace('T', ' ').slice(0, 19)} UTC · up
    ${duration(process.uptime())} · version ${version} · ${isReloading ? STOP : START}`,
    main: html`
      ${tiles(samples)}
      <h2>Actions</h2>
      ${actionsTable(snapshot)}
      <h2>Upstreams</h2>
      ${upstreamsTable(snapshot)}
      <div class="pair">
        <section>
          <h2>Cache</h2>
          ${sharesTable('Cache', cache, 'result', 'No cached action called yet')}
        </section>
        <section>
          <h2>Idempotency</h2>
          ${sharesTable('Idempotency', idempotency, 'outcome', 'No write called yet')}
        </section>
        <section>
          <h2>Keys and Redis</h2>
          ${dependenciesTable(snapshot)}
        </section>
        <section>
          <h2>Rejected tokens</h2>
          ${sharesTable('Rejected tokens', tokenRefusals, 'reason', 'None')}
        </section>
      </div>
    `,
    foot: html`<p>
      Process ${process.pid}. Counts start with the process; latencies cover its last ten minutes. ${inspector}.
    </p>`,
  };
}
