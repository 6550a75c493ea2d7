import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { deliver, send, needsResponse } from './fault-delivery.js';
import { FaultPlan, type Fault } from './faults.js';
import { Journal, type RecordedCall } from './journal.js';
import { Listener } from './listener.js';
import { matchRoute, type SimulatorResponse, type Handler, type Route, type SimulatorRequest } from './route.js';

/** Route name of recorded requests that match no route. */
export const UNKNOWN_ROUTE = 'unknown';

/** An HTTP server that simulates an upstream. It has named routes, can fail on request, and records what it receives. */
export class Simulator<Name extends string = string> {
  readonly journal = new Journal();
  private readonly faults = new FaultPlan();
  private readonly scripted = new Map<string, Handler>();
  private readonly listener: Listener;

  /**
   * @param errorResponse returns the upstream's own error body for a status; used for unknown paths and faults
   * @param port 0: a free port, kept across `stop` and `start`
   */
  constructor(
    readonly name: string,
    private readonly routes: Readonly<Record<Name, Route>>,
    private readonly errorResponse: (status: number) => SimulatorResponse = plainErrorResponse,
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

  /** Listens on 127.0.0.1. After a `stop`, it uses the same port. */
  start(): Promise<void> {
    return this.listener.start();
  }

  /** Closes all connections and accepts no new ones until `start`. */
  stop(): Promise<void> {
    return this.listener.stop();
  }

  /** Sets the faults of a route. They apply one after another and replace earlier ones. */
  fail(route: Name, ...faults: readonly Fault[]): void {
    this.faults.set(route, faults);
  }

  /** Returns the faults of a route that have not ended yet. */
  faultsOf(route: Name): readonly Fault[] {
    return this.faults.of(route);
  }

  /** Removes the faults of a route, or of all routes. */
  heal(route?: Name): void {
    this.faults.clear(route);
  }

  /** Replaces the handler of a route until `reset`, for cases that no fault covers, such as a response that waits for the test. */
  respondWith(route: Name, handle: Handler): void {
    this.scripted.set(route, handle);
  }

  /** Returns the recorded requests of a route, or of all routes, oldest first. */
  calls(route?: Name | typeof UNKNOWN_ROUTE): readonly RecordedCall[] {
    return this.journal.calls(route);
  }

  count(route: Name | typeof UNKNOWN_ROUTE): number {
    return this.journal.count(route);
  }

  /** Resolves with the nth request (from 1) of a route when its body has arrived. */
  whenReceived(route: Name, nth = 1): Promise<RecordedCall> {
    return this.journal.whenReceived(route, nth);
  }

  /** Resolves with the nth request (from 1) of a route when its response was sent or its connection closed. */
  whenClosed(route: Name, nth = 1): Promise<RecordedCall> {
    return this.journal.whenClosed(route, nth);
  }

  /** Removes faults, replaced handlers and recorded requests. Open connections stay open. */
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
      const json = parseJson(text);
      this.journal.receive(call, json === undefined && text !== '' ? text : json);
      if (found === undefined) return send(response, this.errorResponse(404));
      const { name, route, params } = found;
      const request = { method, path, params, query: new URLSearchParams(search), headers, text, json };
      await this.respond(response, request, this.faults.next(name), this.scripted.get(name) ?? route.handle);
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else send(response, { status: 500, body: { message: `The simulator failed: ${String(error)}` } });
    }
  }

  private async respond(
    response: ServerResponse,
    request: SimulatorRequest,
    fault: Fault | undefined,
    handle: Handler,
  ) {
    if (fault === undefined) return send(response, await handle(request));
    const early = fault.takesEffect === true ? await handle(request) : undefined;
    if (fault.latencyMs !== undefined && !(await delayResponse(response, fault.latencyMs))) return;
    deliver(
      response,
      fault,
      early ?? (needsResponse(fault) ? await handle(request) : { status: 200 }),
      this.errorResponse,
    );
  }

  private find(method: string, path: string) {
    for (const [name, route] of Object.entries<Route>(this.routes)) {
      const params = matchRoute(route, method, path);
      if (params !== undefined) return { name, route, params };
    }
    return undefined;
  }
}

function plainErrorResponse(status: number): SimulatorResponse {
  return { status, body: { message: STATUS_CODES[status] ?? 'Error' } };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits for a time. @returns false if the client disconnects meanwhile */
function delayResponse(response: ServerResponse, latencyMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), latencyMs);
    response.once('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
