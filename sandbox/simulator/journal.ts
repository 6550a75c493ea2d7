import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** One request that reached a simulator. Times are epoch milliseconds. */
export interface RecordedCall {
  readonly route: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly arrivedAt: number;
  /** The JSON value, or the text if it is not JSON. Undefined without a body, and until it has arrived. */
  body: unknown;
  /** Status of the response; null until it is sent. */
  status: number | null;
  /** Time at which the response was sent or the connection closed. Null until then. */
  closedAt: number | null;
  /** Whether the whole response was sent. */
  completed: boolean;
}

interface Waiter {
  readonly ready: () => RecordedCall | undefined;
  readonly resolve: (call: RecordedCall) => void;
}

/** Maximum number of recorded requests per route. Bounds the memory of a long-running sandbox. */
const KEPT_CALLS = 10_000;

/** Records the requests of a simulator, so that a test can assert what the upstream received. */
export class Journal {
  private readonly recorded = new Map<string, RecordedCall[]>();
  private readonly counts = new Map<string, number>();
  private readonly received = new WeakSet<RecordedCall>();
  private readonly order = new WeakMap<RecordedCall, number>();
  private waiters: Waiter[] = [];
  private arrivals = 0;

  /** Records a request when its headers have arrived. */
  arrive(route: string, method: string, url: string, headers: IncomingHttpHeaders): RecordedCall {
    const pending = { body: undefined, status: null, closedAt: null, completed: false };
    const call: RecordedCall = { route, method, url, headers, arrivedAt: Date.now(), ...pending };
    this.order.set(call, (this.arrivals += 1));
    const calls = this.recorded.get(route) ?? [];
    calls.push(call);
    if (calls.length > KEPT_CALLS) calls.shift();
    this.recorded.set(route, calls);
    this.counts.set(route, this.count(route) + 1);
    return call;
  }

  receive(call: RecordedCall, body: unknown): void {
    call.body = body;
    this.received.add(call);
    this.settle();
  }

  close(call: RecordedCall, response: ServerResponse): void {
    call.status = response.headersSent ? response.statusCode : null;
    call.completed = response.writableFinished;
    call.closedAt = Date.now();
    this.settle();
  }

  /** Returns the newest 10,000 requests of a route, oldest first. Without a route: of all routes. */
  calls(route?: string): readonly RecordedCall[] {
    if (route !== undefined) return this.recorded.get(route) ?? [];
    const orderOf = (call: RecordedCall): number => this.order.get(call) ?? 0;
    return [...this.recorded.values()].flat().sort((one, other) => orderOf(one) - orderOf(other));
  }

  /** Returns the number of requests of a route since the last `clear`. */
  count(route: string): number {
    return this.counts.get(route) ?? 0;
  }

  /** Resolves with the nth request (from 1) of a route when its body has arrived. */
  whenReceived(route: string, nth: number): Promise<RecordedCall> {
    return this.when(() => {
      const call = this.nth(route, nth);
      return call !== undefined && this.received.has(call) ? call : undefined;
    });
  }

  /** Resolves with the nth request (from 1) of a route when it has ended. */
  whenClosed(route: string, nth: number): Promise<RecordedCall> {
    return this.when(() => {
      const call = this.nth(route, nth);
      return call !== undefined && call.closedAt !== null ? call : undefined;
    });
  }

  clear(): void {
    this.recorded.clear();
    this.counts.clear();
  }

  private nth(route: string, nth: number): RecordedCall | undefined {
    const calls = this.calls(route);
    return calls[nth - 1 - (this.count(route) - calls.length)];
  }

  private when(ready: () => RecordedCall | undefined): Promise<RecordedCall> {
    return new Promise((resolve) => {
      this.waiters.push({ ready, resolve });
      this.settle();
    });
  }

  private settle(): void {
    if (this.waiters.length === 0) return;
    this.waiters = this.waiters.filter(({ ready, resolve }) => {
      const call = ready();
      if (call !== undefined) resolve(call);
      return call === undefined;
    });
  }
}
