import { createHash } from 'node:crypto';
import { pageHeaders } from '../../src/html/page.js';
import { isJsonObject, type JsonObject } from '../json/json-object.js';
import type { Handler, Route, SimulatorRequest, SimulatorResponse } from '../simulator/route.js';
import type { World } from '../world.js';
import type { Channel, FlowCall, FlowCalls } from './flow-calls.js';
import { controlPage, type ControlView, liveParts } from './page.js';
import { CONTROL_SCRIPT } from './script.js';
import type { Switch } from './switches.js';

const HEADERS = pageHeaders({ hasForms: true, hasScript: true });

/** The systems that the page controls. */
export interface ControlPageOptions {
  readonly world: World;
  readonly serviceUrl: string;
  readonly switches: readonly Switch[];
  readonly calls: FlowCalls;
}

/** The control page of the sandbox: switches faults on and off, sends calls, and shows what a flow gets. */
export class ControlPage {
  private problem = '';
  private inputText: string;

  constructor(private readonly options: ControlPageOptions) {
    this.inputText = pretty(options.calls.last.input);
  }

  routes(): Readonly<Record<string, Route>> {
    const get = (pattern: string, handle: Handler): Route => ({ method: 'GET', pattern, handle });
    const post = (pattern: string, work: (request: SimulatorRequest, form: URLSearchParams) => unknown): Route => ({
      method: 'POST',
      pattern,
      handle: async (request) => {
        this.problem = '';
        await work(request, new URLSearchParams(request.text));
        return this.afterForm(request);
      },
    });
    return {
      page: get('/', () => ({ status: 200, text: controlPage(this.view), headers: HEADERS })),
      script: get('/control.js', () => ({
        status: 200,
        text: CONTROL_SCRIPT,
        headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-store' },
      })),
      live: get('/live', ({ query }) => this.live(query.get('version'))),
      switch: post('/switches/:switch', ({ params }, form) => this.set(params['switch'], form.get('on') === 'true')),
      heal: post('/heal', () => this.heal()),
      keys: post('/keys', (_, form) => {
        this.options.world.issuer.rotate({ keepOld: form.get('mode') !== 'withdraw' });
      }),
      call: post('/call', (_, form) => this.call(form)),
    };
  }

  private get view(): ControlView {
    const { world, ...rest } = this.options;
    const keyIds = world.issuer.keys.map(({ kid }) => kid);
    return { ...rest, keyIds, inputText: this.inputText, problem: this.problem };
  }

  /** Returns the parts of the page that change, or an empty response if the page already shows their current version. */
  private live(shown: string | null): SimulatorResponse {
    const parts = Object.fromEntries(Object.entries(liveParts(this.view)).map(([id, { text }]) => [id, text]));
    const version = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    return version === shown ? { status: 204 } : { status: 200, body: { version, parts } };
  }

  private async set(id: string | undefined, isOn: boolean): Promise<void> {
    const found = this.options.switches.find((each) => each.id === id && each.unavailable === undefined);
    if (found) await found.set(isOn);
    else this.problem = `There is no fault ${id}`;
  }

  private async heal(): Promise<void> {
    for (const { set } of this.options.switches) await set(false);
    for (const simulator of this.options.world.simulators) simulator.heal();
  }

  private async call(form: URLSearchParams): Promise<void> {
    const { calls } = this.options;
    const mode = form.get('mode');
    if (mode === 'end') return calls.endRepeat();
    const call = this.read(form);
    if (!call) return;
    if (mode === 'repeat') calls.repeat(call);
    else await calls.send(call);
  }

  private read(form: URLSearchParams): FlowCall | undefined {
    const example = this.options.calls.examples.find(({ name }) => name === form.get('action'));
    if (!example) return this.reject('There is no such action');
    const text = (form.get('input') ?? '').trim();
    this.inputText = text === '' ? pretty(example.input) : text;
    const input = parsed(this.inputText);
    if (!input) return this.reject('The input must be a JSON object');
    const channel: Channel = form.get('channel') === 'http' ? 'http' : 'flow';
    return { action: example.name, channel, input };
  }

  private reject(problem: string): undefined {
    this.problem = problem;
  }

  /** Returns JSON to the script of the page, and a redirect to the page to a browser without scripts. */
  private afterForm({ headers }: SimulatorRequest): SimulatorResponse {
    if (headers.accept !== 'application/json') return { status: 303, headers: { Location: '/' } };
    return { status: 200, body: { problem: this.problem, inputText: this.inputText } };
  }
}

const pretty = (value: unknown): string => JSON.stringify(value, undefined, 2);

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
