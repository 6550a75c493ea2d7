import type { IncomingHttpHeaders } from 'node:http';

/** One call as a route's handler sees it: `params` from the path pattern, `json` undefined where the body is no JSON. */
export interface SimulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** What a handler answers; `body` is sent as JSON, and an absent one as an empty body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: SimulatorRequest) => Answer | Promise<Answer>;

/** A method and a path pattern such as `/api/v2/users/:id`, and who answers there. */
export interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly handle: Handler;
}

/** The path's named segments, decoded, or undefined where the route is another one. */
export function matchRoute(route: Route, method: string, path: string): Record<string, string> | undefined {
  const expected = route.pattern.split('/');
  const actual = path.split('/');
  if (route.method !== method || expected.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== value) return undefined;
    } else if (value === '') return undefined;
    else params[segment.slice(1)] = decoded(value);
  }
  return params;
}

/** Whoever sends a broken percent escape meant no name that we know, so it stays as it came. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
