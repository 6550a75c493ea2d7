import { type Html, html } from '../../src/html/html.js';
import { renderPage } from '../../src/html/page.js';
import type { FlowCalls } from './flow-calls.js';
import { resultList } from './results.js';
import type { Switch } from './switches.js';

export interface ControlView {
  readonly serviceUrl: string;
  readonly switches: readonly Switch[];
  readonly calls: FlowCalls;
  /** The input in the form, which may be invalid JSON. */
  readonly inputText: string;
  readonly problem: string;
  readonly keyIds: readonly string[];
}

/** Returns the parts of the page that change, by the id of their element. */
export function liveParts({
  switches,
  calls,
  keyIds,
}: ControlView): Record<'switches' | 'keys' | 'repeat' | 'results', Html> {
  return {
    switches: html`${switches.map(switchOf)}`,
    keys: html`<p class="soft">Published keys: ${keyIds.join(', ')}</p>`,
    repeat: repeatButton(calls.isRepeating),
    results: resultList(calls.results, calls.isRepeating),
  };
}

export function controlPage(view: ControlView): string {
  const { serviceUrl, problem } = view;
  const parts = liveParts(view);
  return renderPage({
    title: 'Sandbox control',
    aside: html`<a href="${serviceUrl}/">Start page</a> · <a href="${serviceUrl}/docs">Swagger UI</a> ·
      <a href="${serviceUrl}/status">Status</a> · <a href="${serviceUrl}/status/requests">Inspector</a>`,
    script: '/control.js',
    main: html`
      <h2>Faults</h2>
      <ul class="tiles" id="switches">
        ${parts.switches}
      </ul>
      <div class="row">
        ${button('/heal', 'all', 'Remove all faults')} ${button('/keys', 'keep', 'Rotate the signing keys')}
        ${button('/keys', 'withdraw', 'Rotate, and withdraw the old keys')}
      </div>
      <div id="keys">${parts.keys}</div>
      <h2>Send a call</h2>
      <form method="post" action="/call" class="card">
        ${callFields(view)} ${problem === '' ? '' : html`<p class="bad" role="alert">${problem}</p>`}
        <div class="row">
          <button class="primary" name="mode" value="once" id="send">Send</button>
          <span id="repeat">${parts.repeat}</span>
        </div>
      </form>
      <h2>What the flow gets</h2>
      <div id="results">${parts.results}</div>
      <noscript>
        <p><a href="/">Reload</a> to see new results.</p>
      </noscript>
    `,
    foot: html`<p>
      This page exists only in the sandbox. The simulated Genesys Cloud runs the generated Data Action definitions as a
      flow does, with lists and objects as JSON text. Some reads are cached. To reach the upstream again, change the
      input. customer-overview is never cached.
    </p>`,
  });
}

function switchOf({ id, title, effect, unavailable, isOn }: Switch): Html {
  const on = isOn();
  return html`<li class="card">
    <form method="post" action="/switches/${id}" class="split">
      <div>
        <h3 id="name-${id}">${title}</h3>
        <p class="soft" id="effect-${id}">${unavailable ?? effect}</p>
      </div>
      <button
        id="switch-${id}"
        name="on"
        value="${String(!on)}"
        role="switch"
        aria-checked="${String(on)}"
        aria-labelledby="name-${id}"
        aria-describedby="effect-${id}"
        ${unavailable === undefined ? '' : 'disabled'}
      >
        <span aria-hidden="true">${on ? 'On' : 'Off'}</span>
      </button>
    </form>
  </li>`;
}

const button = (action: string, value: string, text: string): Html =>
  html`<form method="post" action="${action}">
    <button name="mode" value="${value}" id="button-${value}">${text}</button>
  </form>`;

const repeatButton = (isRepeating: boolean): Html =>
  isRepeating
    ? html`<button name="mode" value="end" id="repeat-button" aria-pressed="true">Stop sending</button>`
    : html`<button name="mode" value="repeat" id="repeat-button" aria-pressed="false">Send every 2 seconds</button>`;

function callFields({ calls, inputText }: ControlView): Html {
  const { action, channel } = calls.last;
  const option = (value: string, text: string, chosen: string): Html =>
    html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${text}</option>`;
  return html`<label for="action">Action</label>
    <select name="action" id="action">
      ${calls.examples.map(({ name, summary }) => option(name, `${name}: ${summary}`, action))}
    </select>
    <label for="channel">Sent by</label>
    <select name="channel" id="channel">
      ${option('flow', 'a flow: its Data Action runs in the simulated Genesys Cloud', channel)}
      ${option('http', 'plain HTTP, with a new token of the identity provider', channel)}
    </select>
    <label for="input">Input, as JSON (empty: the example of the action)</label>
    <textarea name="input" id="input" rows="6" spellcheck="false">${inputText}</textarea>`;
}
