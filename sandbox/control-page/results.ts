import { milliseconds } from '../../src/html/format.js';
import { type Html, html } from '../../src/html/html.js';
import { state, table } from '../../src/html/page.js';
import { isJsonObject, type JsonObject } from '../json/json-object.js';
import type { CallResult, UpstreamRequest } from './flow-calls.js';

/** Renders the results, newest first and open. */
export function resultList(results: readonly CallResult[], isRepeating: boolean): Html {
  const [latest] = results;
  if (!latest) return html`<p class="soft">No call yet. Send one above.</p>`;
  const latestText = `Latest: ${latest.call.action}, ${outcomeOf(latest).word}, ${milliseconds(latest.durationMs)}`;
  // Repeated calls would interrupt a screen reader every two seconds.
  return html`<p class="soft" aria-live="${isRepeating ? 'off' : 'polite'}">${latestText}</p>
    ${results.map((result, index) => resultOf(result, index === 0))}`;
}

interface Outcome {
  readonly kind: 'good' | 'fair' | 'bad';
  readonly word: string;
  readonly path: string;
}

function outcomeOf({ call, status, body }: CallResult): Outcome {
  const { success, code = '', partial, source } = isJsonObject(body) ? body : ({} as JsonObject);
  if (status === 0) return { kind: 'bad', word: 'no response', path: 'The service sent no response.' };
  if (call.channel === 'http')
    return { kind: success === true ? 'good' : 'bad', word: `${status} ${String(code)}`, path: '' };
  if (status !== 200)
    return {
      kind: 'bad',
      word: `failure path: ${String(code)}`,
      path: 'The flow takes the failure path, or the timeout path.',
    };
  if (success !== true)
    return {
      kind: 'fair',
      word: String(code),
      path: 'The flow takes the success path. There it checks success, which is false, and routing_hint.',
    };
  const kind = partial === true || source === 'stale' ? 'fair' : 'good';
  const word = `${String(code)}${partial === true ? ', partial' : ''}${source === 'api' ? '' : `, ${String(source)}`}`;
  return { kind, word, path: 'The flow takes the success path.' };
}

function resultOf(result: CallResult, isOpen: boolean): Html {
  const { id, atMs, call, durationMs, body } = result;
  const { kind, word, path } = outcomeOf(result);
  return html`<details data-id="${id}" ${isOpen ? 'open' : ''}>
    <summary>
      <span class="soft">${new Date(atMs).toISOString().slice(11, 19)}</span>
      <b>${call.action}</b>
      ${state(kind, word)}
      <span class="soft">${milliseconds(durationMs)}</span>
    </summary>
    <div class="inside">
      ${path === '' ? '' : html`<p>${path}</p>`}
      <div class="wide">${outputsOf(result)}</div>
      <div class="wide">${requestsTable(id, result.upstreamRequests)}</div>
      <h3>Input</h3>
      <pre tabindex="0" aria-label="Input of call ${id}">${JSON.stringify(call.input, undefined, 2)}</pre>
      ${
        call.channel === 'http'
          ? html`<h3>Response</h3>
              <pre tabindex="0" aria-label="Response of call ${id}">${JSON.stringify(body, undefined, 2)}</pre>`
          : ''
      }
    </div>
  </details>`;
}

function outputsOf({ id, call, body }: CallResult): Html {
  const heads = [call.channel === 'flow' ? 'Output in the flow' : 'Field of the envelope', 'Value'];
  const rows = Object.entries(isJsonObject(body) ? body : { message: body });
  return table(
    `Outputs of call ${id}`,
    heads,
    rows.map(
      ([name, value]) =>
        html`<tr>
          <th scope="row">${name}</th>
          <td>${typeof value === 'string' ? value : JSON.stringify(value)}</td>
        </tr>`,
    ),
  );
}

function requestsTable(id: number, requests: readonly UpstreamRequest[]): Html {
  if (requests.length === 0) return html`<p class="soft">No request reached an upstream.</p>`;
  return table(
    `Requests to upstreams during call ${id}`,
    ['Upstream', 'Request', 'Status', '#Time'],
    requests.map(
      ({ system, request, status, durationMs }) =>
        html`<tr>
          <th scope="row">${system}</th>
          <td>${request}</td>
          <td>${status ?? 'none'}</td>
          <td class="number">${durationMs === undefined ? 'open' : milliseconds(durationMs)}</td>
        </tr>`,
    ),
  );
}
