export interface FaultTiming {
  /** Number of requests with the fault. Then the next fault of the list applies. Default: until it is cleared. */
  readonly times?: number;
  /** Share of the requests with the fault, 0 to 1, evenly distributed: `0.25` is every fourth. Default: all. */
  readonly share?: number;
  readonly latencyMs?: number;
  /** Whether the route executes the request before the fault. The caller then does not know the outcome. */
  readonly takesEffect?: boolean;
}

export type FaultKind =
  /** The route's response after `latencyMs`. The route does nothing if the client disconnects earlier. */
  | { readonly kind: 'latency'; readonly latencyMs: number }
  /** Another status, with optional headers such as `Retry-After`. Unset body: the simulator's own error body. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset before the first byte of the response. */
  | { readonly kind: 'reset' }
  /** No response. */
  | { readonly kind: 'hang' }
  /** The headers and the first half of the route's response, then nothing. */
  | { readonly kind: 'hangBody' }
  /** An endless body: a space every `everyMs` (default 100), which JSON allows. */
  | { readonly kind: 'drip'; readonly everyMs?: number }
  /** The whole response with a Content-Length that is `missingBytes` (default 64) too large; then the connection closes. */
  | { readonly kind: 'cutShort'; readonly missingBytes?: number }
  /** A 200 that is not JSON, such as the error page of a proxy. */
  | { readonly kind: 'notJson'; readonly text?: string; readonly contentType?: string }
  /** A 302, or another 3xx, to another URL. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** Valid JSON of `bytes` (default 2,500,000). Without a Content-Length if `chunked`. */
  | { readonly kind: 'oversize'; readonly bytes?: number; readonly chunked?: boolean };

export type Fault = FaultKind & FaultTiming;

interface Planned {
  readonly fault: Fault;
  calls: number;
  hits: number;
}

/** Compensates floating-point rounding, so that 0.7 of ten requests is seven. */
const ROUNDING = 1e-9;

/** The planned faults of each route. Whether a request gets a fault depends on its number, not on chance. */
export class FaultPlan {
  private readonly planned = new Map<string, Planned[]>();

  /** Replaces the faults of a route. They apply one after another, so all but the last need `times`. */
  set(route: string, faults: readonly Fault[]): void {
    this.planned.set(
      route,
      faults.map((fault) => ({ fault, calls: 0, hits: 0 })),
    );
  }

  /** Removes the faults of a route, or of all routes. */
  clear(route?: string): void {
    if (route === undefined) this.planned.clear();
    else this.planned.delete(route);
  }

  /** Returns the faults of a route that have not ended yet. */
  of(route: string): readonly Fault[] {
    return (this.planned.get(route) ?? []).map(({ fault }) => fault);
  }

  /** Counts a request. @returns its fault, or undefined */
  next(route: string): Fault | undefined {
    const queue = this.planned.get(route);
    const current = queue?.[0];
    if (queue === undefined || current === undefined) return undefined;
    const { share = 1, times = Infinity } = current.fault;
    const due = (calls: number) => Math.floor(calls * share + ROUNDING);
    current.calls += 1;
    if (due(current.calls) === due(current.calls - 1)) return undefined;
    current.hits += 1;
    if (current.hits >= times) queue.shift();
    return current.fault;
  }
}
