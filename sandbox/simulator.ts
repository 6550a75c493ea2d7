import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { deliver, send, spoilsAnswer } from './fault-delivery.js';
import { FaultPlan, type Fault } from './faults.js';
import { Journal, type RecordedCall } from './journal.js';
import { Listener } from './listener.js';
import { matchRoute, type Answer, type Handler, type Route, type SimulatorRequest } from './route.js';

/** The journal's name for calls that no route answers. */
export const UNKNOWN_ROUTE = 'unknown';

/** A real HTTP server that stands in for an upstream: it answers by a table of named routes, fails on order, and remembers its calls. */
export class Simulator<Name extends string = string> {
  readonly journal = new Journal();
  private readonly faults = new FaultPlan();
  private readonly scripted = new Map<string, Handler>();
  private readonly listener: Listener;

  /**
   * @param refusal the upstream's own way to say no; for unknown paths and for faults that give only a status
   * @param port 0: a free one, kept over `stop` and `start`
   */
  constructor(
    readonly name: string,
    private readonly routes: Readonly<Record<Name, Route>>,
    private readonly refusal: (status: number) => Answer = plainRefusal,
    port = 0,
  ) {
    this.listener = new Listener((request, response) => void this.serve(request, response), port);
  }

  get port(): number {
    return this.listener.port;
  }

  get url(): string {
    return this.listener.url;
  }

  get isListening(): boolean {
    return this.listener.isListening;
  }

  get routeNames(): readonly string[] {
    return Object.keys(this.routes);
  }

  /** Listens on 127.0.0.1; after a `stop`, at the address it had. */
  start(): Promise<void> {
    return this.listener.start();
  }

  /** Closes every connection at once and refuses new ones, until the next `start`. */
  stop(): Promise<void> {
    return this.listener.stop();
  }

  /** From now on a route fails so; several faults strike one after another. Replaces what was ordered before. */
  fail(route: Name, ...faults: readonly Fault[]): void {
    this.faults.set(route, faults);
  }

  /** From now on a route, or every one, works again. */
  heal(route?: Name): void {
    this.faults.clear(route);
  }

  /** Answers a route by other code until `reset`; for what no fault can say, such as an answer that waits for the test. */
  answerWith(route: Name, handle: Handler): void {
    this.scripted.set(route, handle);
  }

  /** The calls of a route, or of all, oldest first. */
  calls(route?: Name | typeof UNKNOWN_ROUTE): readonly RecordedCall[] {
    return this.journal.calls(route);
  }

  count(route: Name | typeof UNKNOWN_ROUTE): number {
    return this.journal.count(route);
  }

  /** Resolves with the nth call (from 1) of a route once its body is in. */
  whenReceived(route: Name, nth = 1): Promise<RecordedCall> {
    return this.journal.whenReceived(route, nth);
  }

  /** Resolves with the nth call (from 1) of a route once it is answered, aborted or cut off. */
  whenClosed(route: Name, nth = 1): Promise<RecordedCall> {
    return this.journal.whenClosed(route, nth);
  }

  /** Forgets faults, scripted answers and calls; what is open stays open. */
  reset(): void {
    this.faults.clear();
    this.scripted.clear();
    this.journal.clear();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '/', headers } = incoming;
    const [path = '/', search = ''] = url.split('?', 2);
    const found = this.find(method, path);
    const call = this.journal.arrive(found?.name ?? UNKNOWN_ROUTE, method, url, headers);
    response.on('close', () => this.journal.close(call, response));
    try {
      const text = await textOf(incoming);
      const json = parsed(text);
      this.journal.receive(call, json === undefined && text !== '' ? text : json);
      if (found === undefined) return send(response, this.refusal(404));
      const { name, route, params } = found;
      const request = { method, path, params, query: new URLSearchParams(search), headers, text, json };
      await this.answer(response, request, this.faults.next(name), this.scripted.get(name) ?? route.handle);
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else send(response, { status: 500, body: { message: `the simulator failed: ${String(error)}` } });
    }
  }

  private async answer(response: ServerResponse, request: SimulatorRequest, fault: Fault | undefined, handle: Handler) {
    if (fault === undefined) return send(response, await handle(request));
    const early = fault.takesEffect === true ? await handle(request) : undefined;
    if (fault.latencyMs !== undefined && !(await outwaits(response, fault.latencyMs))) return;
    deliver(response, fault, early ?? (spoilsAnswer(fault) ? await handle(request) : { status: 200 }), this.refusal);
  }

  private find(method: string, path: string) {
    for (const [name, route] of Object.entries<Route>(this.routes)) {
      const params = matchRoute(route, method, path);
      if (params !== undefined) return { name, route, params };
    }
    return undefined;
  }
}

function plainRefusal(status: number): Answer {
  return { status, body: { message: STATUS_CODES[status] ?? 'Refused' } };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits; false where the caller left meanwhile. */
function outwaits(response: ServerResponse, latencyMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), latencyMs);
    response.once('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
