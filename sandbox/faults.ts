/** How often a fault strikes, and what comes before it. */
export interface Spell {
  /** Strikes that many calls, then the next fault in line has its turn, or none. Unset: until it is cleared. */
  readonly times?: number;
  /** Strikes this share of the calls, 0 to 1, evenly: `0.25` is every fourth one. Unset: all. */
  readonly share?: number;
  /** Waited first. */
  readonly latencyMs?: number;
  /** The route does its work all the same and only the answer is lost: a write whose outcome its caller cannot know. */
  readonly takesEffect?: boolean;
}

/** What a route's upstream does wrong. */
export type FaultKind =
  /** The true answer, late: after `latencyMs`. A caller that has left by then finds nothing done. */
  | { readonly kind: 'latency'; readonly latencyMs: number }
  /** Another answer: an error with its headers (`Retry-After`), or a strange 200. Unset body: the simulator's usual one. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset before a byte of the answer. */
  | { readonly kind: 'reset' }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  /** Headers and the first half of the true answer, and then nothing. */
  | { readonly kind: 'hangBody' }
  /** A body that never ends: a space every `everyMs` (100 by default), which JSON allows. */
  | { readonly kind: 'drip'; readonly everyMs?: number }
  /** The whole answer under a Content-Length that is `missingBytes` (64 by default) larger, and the connection closes. */
  | { readonly kind: 'cutShort'; readonly missingBytes?: number }
  /** A 200 that is no JSON, as a proxy's error page is. */
  | { readonly kind: 'notJson'; readonly text?: string; readonly contentType?: string }
  /** A 302, or another 3xx, to somewhere else. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** Valid JSON of `bytes` (2,500,000 by default); without a Content-Length where `chunked`. */
  | { readonly kind: 'oversize'; readonly bytes?: number; readonly chunked?: boolean };

export type Fault = FaultKind & Spell;

interface Planned {
  readonly fault: Fault;
  calls: number;
  strikes: number;
}

/** Absorbs what binary fractions lose, so that ten calls at a share of 0.7 are struck seven times. */
const ROUNDING = 1e-9;

/** The faults that wait for each route's calls; which call is struck depends on its number alone, never on chance. */
export class FaultPlan {
  private readonly planned = new Map<string, Planned[]>();

  /** Replaces what was planned for a route; several faults strike one after another, so all but the last need `times`. */
  set(route: string, faults: readonly Fault[]): void {
    this.planned.set(
      route,
      faults.map((fault) => ({ fault, calls: 0, strikes: 0 })),
    );
  }

  /** Forgets the faults of a route, or of all. */
  clear(route?: string): void {
    if (route === undefined) this.planned.clear();
    else this.planned.delete(route);
  }

  /** The fault that strikes this call, which counts as one, or undefined where it is spared. */
  next(route: string): Fault | undefined {
    const line = this.planned.get(route);
    const current = line?.[0];
    if (line === undefined || current === undefined) return undefined;
    const { share = 1, times = Infinity } = current.fault;
    const due = (calls: number) => Math.floor(calls * share + ROUNDING);
    current.calls += 1;
    if (due(current.calls) === due(current.calls - 1)) return undefined;
    current.strikes += 1;
    if (current.strikes >= times) line.shift();
    return current.fault;
  }
}
