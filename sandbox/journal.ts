import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** One call that reached a simulator; instants are epoch milliseconds. */
export interface RecordedCall {
  readonly route: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly arrivedAt: number;
  /** The JSON value, or the text where it is none; undefined until it has come, or where there was no body. */
  body: unknown;
  /** The answer's status; null as long as none was sent. */
  status: number | null;
  /** When the answer had left, or the caller, or the fault, closed the connection; null while it is open. */
  closedAt: number | null;
  /** Whether the whole answer left. */
  completed: boolean;
}

interface Waiter {
  readonly ready: () => RecordedCall | undefined;
  readonly resolve: (call: RecordedCall) => void;
}

/** Calls kept for each route, so that a flood against a sandbox that stays up does not fill the memory. */
const KEPT_CALLS = 10_000;

/** What a simulator saw, in order of arrival, so that a test can assert on the upstream's side of a story. */
export class Journal {
  private readonly kept = new Map<string, RecordedCall[]>();
  private readonly counts = new Map<string, number>();
  private readonly received = new WeakSet<RecordedCall>();
  private waiters: Waiter[] = [];

  /** Notes a call when its headers are in. */
  arrive(route: string, method: string, url: string, headers: IncomingHttpHeaders): RecordedCall {
    const answered = { body: undefined, status: null, closedAt: null, completed: false };
    const call: RecordedCall = { route, method, url, headers, arrivedAt: Date.now(), ...answered };
    const calls = this.kept.get(route) ?? [];
    calls.push(call);
    if (calls.length > KEPT_CALLS) calls.shift();
    this.kept.set(route, calls);
    this.counts.set(route, this.count(route) + 1);
    return call;
  }

  /** Notes that a call's body is in. */
  receive(call: RecordedCall, body: unknown): void {
    call.body = body;
    this.received.add(call);
    this.settle();
  }

  /** Notes that a call is over. */
  close(call: RecordedCall, response: ServerResponse): void {
    call.status = response.headersSent ? response.statusCode : null;
    call.completed = response.writableFinished;
    call.closedAt = Date.now();
    this.settle();
  }

  /** The newest 10,000 calls of a route, oldest first; of all routes by arrival where none is named. */
  calls(route?: string): readonly RecordedCall[] {
    if (route !== undefined) return this.kept.get(route) ?? [];
    return [...this.kept.values()].flat().sort((one, other) => one.arrivedAt - other.arrivedAt);
  }

  /** How many calls ever came to a route since the last `clear`. */
  count(route: string): number {
    return this.counts.get(route) ?? 0;
  }

  /** Resolves with the nth call (from 1) of a route once its body is in; never where it does not come. */
  whenReceived(route: string, nth: number): Promise<RecordedCall> {
    return this.when(() => {
      const call = this.nth(route, nth);
      return call !== undefined && this.received.has(call) ? call : undefined;
    });
  }

  /** Resolves with the nth call (from 1) of a route once it is over. */
  whenClosed(route: string, nth: number): Promise<RecordedCall> {
    return this.when(() => {
      const call = this.nth(route, nth);
      return call !== undefined && call.closedAt !== null ? call : undefined;
    });
  }

  clear(): void {
    this.kept.clear();
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
