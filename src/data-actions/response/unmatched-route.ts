import { Request } from 'express';
import { ActionError } from '../../errors/action-error.js';
import { MethodNotAllowed, NOTHING_SERVED, UnknownAction } from '../../errors/request-errors.js';

const READ_METHODS = ['GET', 'HEAD'];

/** Methods that get a 405 at every path that does not serve them. */
const REJECTED_METHODS = ['TRACE', 'DELETE', 'PATCH', 'PUT'];

/** The part of a layer of Express's router that describes a route. */
interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * Returns the error for a request without a route. It is 405 with `Allow` if the path has routes for other methods, or for
 * a method in `REJECTED_METHODS`; else 404. For `OPTIONS` at a path with routes, only sets `Allow` and returns undefined.
 */
export function unmatchedRoute(request: Request): ActionError | undefined {
  const { method, path } = request;
  const allowed = methodsAt(request, path);
  if (allowed.length > 0 && !allowed.includes(method)) {
    if (method !== 'OPTIONS') return new MethodNotAllowed(method, allowed);
    request.res?.set('Allow', allowed.join(', '));
    return undefined;
  }
  if (REJECTED_METHODS.includes(method)) return new MethodNotAllowed(method, ['POST', ...READ_METHODS]);
  return new UnknownAction(NOTHING_SERVED);
}

/** Returns the methods that have a route at a path. Ignores routes for every method: these are middleware or Nest's own 404. */
function methodsAt({ app }: Request, path: string): string[] {
  const layers = (app as unknown as { router: { stack: RouterLayer[] } }).router.stack;
  const methods = layers.flatMap((layer) => {
    const { route } = layer;
    if (!route || route.methods['_all'] || !layer.match(path)) return [];
    return Object.keys(route.methods).map((name) => name.toUpperCase());
  });
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? READ_METHODS : [method])))];
}
