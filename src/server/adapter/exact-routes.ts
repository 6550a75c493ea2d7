import { Request, RequestHandler } from 'express';
import { pathOf } from '../gates/request-path.js';

/** What makes a path match more than itself. */
const PATTERN = /[:*?+(){}[\]\\]/;

/**
 * Routes without parameters, found at once however many there are: Express tries one after the other, so that each action
 * would make the calls of all others dearer.
 */
export class ExactRoutes {
  private readonly handlers = new Map<string, RequestHandler>();

  /** Whether a route can be taken: by its path alone, and one handler. */
  static takes([path, handler, ...more]: readonly unknown[]): boolean {
    return typeof path === 'string' && !PATTERN.test(path) && typeof handler === 'function' && more.length === 0;
  }

  /** The first handler of an address stays, as with any router. */
  add(method: string, path: string, handler: RequestHandler): void {
    const address = `${method} ${path}`;
    if (!this.handlers.has(address)) this.handlers.set(address, handler);
  }

  /** Undefined for what is not known here; `HEAD` is served as `GET` (RFC 9110 §9.3.2). */
  find(request: Request): RequestHandler | undefined {
    return this.handlers.get(`${request.method === 'HEAD' ? 'GET' : request.method} ${pathOf(request)}`);
  }
}
