import { count, milliseconds } from '../html/format.js';
import { Html, html } from '../html/html.js';
import { renderWithin } from '../../limits/render-within.js';
import { InspectedRequest } from './inspected-request.js';
import { findJsonDefect } from './json-defect.js';
import { PageContent, state, table } from '../html/page.js';

/** The largest page: fewer requests are shown where they are large. */
export const MAX_PAGE_BYTES = 1_900_000;

/** The latest requests, newest first, each to be opened. */
export function requestsPage(requests: readonly InspectedRequest[], isInspecting: boolean): PageContent {
  const { texts, leftOut } = renderWithin(requests, MAX_PAGE_BYTES, (request, index) => requestOf(request, index).text);
  const nothing = isInspecting
    ? 'No call has come since the start of this process.'
    : 'The inspector is off; INSPECTOR_REQUESTS says how many requests it keeps.';
  return {
    title: 'Latest requests',
    aside: html`<a href="/status">Status</a> · <a href="/status/requests">load again</a>`,
    main: html`${requests.length > 0 ? texts.map((text) => new Html(text)) : html`<p>${nothing}</p>`}
    ${leftOut > 0 ? html`<p>${leftOut} older ones do not fit on the page.</p>` : ''}`,
    foot: html`<p>
      As they arrived at process ${process.pid}: in its memory alone, gone when it ends. Values of secret fields and of
      most headers are hidden. They may be personal data all the same: treat them so.
    </p>`,
  };
}

function requestOf(request: InspectedRequest, index: number): Html {
  const { atMs, method, path, status, code, durationMs, headers, errors } = request;
  const kind = code === 'OK' ? 'good' : status >= 500 || code === 'INTERNAL' ? 'bad' : 'fair';
  return html`<details ${index === 0 ? new Html('open') : ''}>
    <summary>
      <span class="soft">${new Date(atMs).toISOString().slice(11, 23)}</span>
      <b>${method} ${path}</b>
      ${state(kind, `${status} ${code}`)}
      <span class="soft">${milliseconds(durationMs)}</span>
    </summary>
    <div class="inside">
      ${errors.map((error) => html`<p>${error}</p>`)} ${bodyOf(request)}
      <div class="wide">${table('Headers', ['Header', 'Value'], headers.map(rowOf))}</div>
      <div class="wide">${table('The call', ['The call', 'Value'], factsOf(request).map(rowOf))}</div>
    </div>
  </details>`;
}

const rowOf = ([name, value]: readonly [string, string]): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    <td>${value}</td>
  </tr>`;

const factsOf = (request: InspectedRequest): [string, string][] =>
  (['action', 'organisation', 'client', 'flowId', 'interactionId', 'correlationId'] as const)
    .map((name): [string, string] => [name.replace(/[A-Z]/, ' $&').toLowerCase(), request[name]])
    .filter(([, value]) => value !== '');

function bodyOf({ body, bodyBytes, isBodyWhole, code }: InspectedRequest): Html {
  if (bodyBytes === 0)
    return html`<p class="soft">Its body was not read: the call was refused before, or had none.</p>`;
  const size = html`<p class="soft">${count(bodyBytes)} bytes${isBodyWhole ? '' : '; not all of it is here'}</p>`;
  const flaw = isBodyWhole && code === 'MALFORMED_JSON' ? findJsonDefect(body) : undefined;
  if (!flaw)
    return html`${size}
      <pre tabindex="0">${body}</pre>`;
  const end = flaw.offset + flaw.length;
  const line = body.slice(0, flaw.offset).split('\n').length;
  const at = body.slice(flaw.offset, end);
  return html`${size}
    <p>No JSON from the mark on (line ${line}): ${flaw.message}</p>
    <pre tabindex="0">${body.slice(0, flaw.offset)}<mark>${at === '' ? '⏎' : at}</mark>${body.slice(end)}</pre>`;
}
