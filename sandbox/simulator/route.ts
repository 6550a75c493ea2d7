import type { IncomingHttpHeaders } from 'node:http';

/** A request as a handler receives it. `params` come from the path pattern. `json` is undefined if the body is not JSON. */
export interface SimulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** The response of a handler. `body` is sent as JSON, `text` unchanged; without both, the body is empty. */
export interface SimulatorResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: SimulatorRequest) => SimulatorResponse | Promise<SimulatorResponse>;

/** A method, a path pattern such as `/api/v2/users/:id`, and its handler. */
export interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly handle: Handler;
}

/** Returns the decoded parameters of the path, or undefined if the route does not match. */
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

/** Decodes percent escapes. A malformed escape stays as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
