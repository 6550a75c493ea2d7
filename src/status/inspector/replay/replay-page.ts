import { html } from '../../../html/html.js';
import { PageContent, state, table } from '../../../html/page.js';
import { InMemoryResponse } from '../../../server/wire/in-memory-request.js';
import { InspectedRequest } from '../record/inspected-request.js';

const OMITTED_HEADERS = ['connection', 'date', 'keep-alive', 'strict-transport-security', 'content-security-policy'];

export function replayPage(
  { method, path }: InspectedRequest,
  { status, headers, body }: InMemoryResponse,
): PageContent {
  const shown = Object.entries(headers).filter(([name]) => !OMITTED_HEADERS.includes(name));
  return {
    title: 'Response to the replay',
    aside: html`<a href="/status/requests">Latest requests</a>`,
    main: html`<p>
        <b>${method} ${path}</b> ${state(status < 400 ? 'good' : status < 500 ? 'fair' : 'bad', String(status))}
      </p>
      <pre tabindex="0" aria-label="Body">${readable(body.toString('utf8'))}</pre>
      <div class="wide">
        ${table(
          'Headers of the response',
          ['Header', 'Value'],
          shown.map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${String(value)}</td>
              </tr>`,
          ),
        )}
      </div>`,
    foot: html`<p>
      The replay was a real call, with the access of its token. A write with the same idempotency key returns its first
      result.
    </p>`,
  };
}

export const noReplayPage = (problem: string): PageContent => ({
  title: 'No replay',
  aside: html`<a href="/status/requests">Latest requests</a>`,
  main: html`<p role="alert">${problem}</p>`,
  foot: html``,
});

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
