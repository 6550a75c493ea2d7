import { count, milliseconds } from '../../html/format.js';
import { Html, html } from '../../html/html.js';
import { renderWithin } from '../../limits/text/render-within.js';
import { curlCommand } from './replay/curl-command.js';
import { InspectedRequest } from './record/inspected-request.js';
import { findJsonDefect } from './json-defect.js';
import { replayObstacle } from './replay/request-replay.js';
import { PageContent, state, table } from '../../html/page.js';

/** Maximum size of the page. Older requests that do not fit are omitted. */
export const MAX_PAGE_BYTES = 1_900_000;

/**
 * Renders the latest requests, newest first. Each request can be expanded.
 *
 * @param origin URL of the service, for the curl commands
 */
export function requestsPage(
  requests: readonly InspectedRequest[],
  isInspecting: boolean,
  origin: string,
): PageContent {
  const { texts, leftOut } = renderWithin(
    requests,
    MAX_PAGE_BYTES,
    (request, index) => requestOf(request, index, origin).text,
  );
  const emptyText = isInspecting
    ? 'This process has received no call yet.'
    : 'The inspector is disabled. Set INSPECTOR_REQUESTS to the number of requests to store.';
  return {
    title: 'Latest requests',
    aside: html`<a href="/status">Status</a> · <a href="/status/requests">Reload</a>`,
    main: html`${requests.length > 0 ? texts.map((text) => new Html(text)) : html`<p>${emptyText}</p>`}
    ${leftOut > 0 ? html`<p>${leftOut} older requests do not fit on the page.</p>` : ''}`,
    foot: html`<p>
      Requests to process ${process.pid}, stored only in its memory. Values of secret fields and of most headers are
      redacted. The rest may be personal data.
    </p>`,
  };
}

function requestOf(request: InspectedRequest, index: number, origin: string): Html {
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
      <div class="wide">${table('Call', ['Call', 'Value'], factsOf(request).map(rowOf))}</div>
      ${repeatOf(request, origin)}
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

/** Renders the command and the form that repeat a request. */
function repeatOf(request: InspectedRequest, origin: string): Html {
  const { id } = request;
  const obstacle = replayObstacle(request);
  const command = html`<h2>Repeat the request with the token in TOKEN</h2>
    <pre tabindex="0" aria-label="Command for request ${id}">${curlCommand(request, origin)}</pre>`;
  if (obstacle !== undefined)
    return html`${command}
      <p class="soft">No replay: ${obstacle}</p>`;
  return html`${command}
    <form method="post" action="/status/requests/replay">
      <input type="hidden" name="id" value="${id}" />
      <label for="token-${id}">Bearer token for a replay</label>
      <div class="row">
        <input type="password" id="token-${id}" name="token" required autocomplete="off" />
        <button>Replay</button>
      </div>
    </form>`;
}

function bodyOf({ body, bodyBytes, isBodyWhole, code }: InspectedRequest): Html {
  if (bodyBytes === 0) return html`<p class="soft">No body, or the call was rejected before the body was read.</p>`;
  const size = html`<p class="soft">${count(bodyBytes)} bytes${isBodyWhole ? '' : '; truncated'}</p>`;
  const defect = isBodyWhole && code === 'MALFORMED_JSON' ? findJsonDefect(body) : undefined;
  if (!defect)
    return html`${size}
      <pre tabindex="0">${body}</pre>`;
  const end = defect.offset + defect.length;
  const line = body.slice(0, defect.offset).split('\n').length;
  const at = body.slice(defect.offset, end);
  return html`${size}
    <p>Invalid JSON at the mark (line ${line}): ${defect.message}</p>
    <pre tabindex="0">${body.slice(0, defect.offset)}<mark>${at === '' ? '⏎' : at}</mark>${body.slice(end)}</pre>`;
}
