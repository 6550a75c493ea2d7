import { NextFunction, Request, Response } from 'express';

/** Serves a request, as Nest hands it to a router. */
export type RouteHandler = (request: Request, response: Response, next: NextFunction) => unknown;

/** What makes a path match more than itself. */
const PATTERN = /[:*?+(){}[\]\\]/;

/**
 * Routes without parameters, found at once however many there are: Express tries one after the other, so that each action
 * would make the calls of all others dearer.
 */
export class ExactRoutes {
  private readonly handlers = new Map<string, RouteHandler>();

  /** Whether a route can be taken: by its path alone, and one handler. */
  static takes([path, handler, ...more]: readonly unknown[]): boolean {
    return typeof path === 'string' && !PATTERN.test(path) && typeof handler === 'function' && more.length === 0;
  }

  /** The first handler of an address stays, as with any router. */
  add(method: string, path: string, handler: RouteHandler): void {
    const address = addressOf(method, path);
    if (!this.handlers.has(address)) this.handlers.set(address, handler);
  }

  /** Serves what it knows; `HEAD` as `GET` (RFC 9110 §9.3.2). */
  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    const handler = this.handlers.get(addressOf(request.method === 'HEAD' ? 'GET' : request.method, request.path));
    if (handler) handler(request, response, next);
    else next();
  };
}

const addressOf = (method: string, path: string): string =>
  `${method} ${path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path}`;
