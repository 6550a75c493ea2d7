import { RequestMethod } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import { JsonText } from '../../json/json-text.js';
import { ExactRoutes } from './exact-routes.js';
import { MiddlewareChain, runHandler } from './middleware-chain.js';

/** What a request failed with before Express got it. */
const FAILURE = Symbol('failure');

/**
 * Nest's Express adapter without detours. Middleware for all requests runs in front of Express, and a route without parameters
 * is found at once; Express gets whatever is left, failures among it. Ready JSON is sent as it is.
 */
export class DirectAdapter extends ExpressAdapter {
  private readonly front = new MiddlewareChain();
  private readonly exactRoutes = new ExactRoutes();
  /** Below these paths there is middleware that only Express knows of. */
  private readonly routed: string[] = [];
  private hasRoutes = false;

  constructor() {
    super();
    this.express.use((request: Request & { [FAILURE]?: unknown }, _response, next) => next(request[FAILURE]));
  }

  /** As with Express, what is used before the first route stands in front of all. */
  override use(...args: unknown[]): unknown {
    const [first, ...more] = args;
    if (typeof first === 'string') this.routed.push(first);
    const isForAll = typeof first === 'function' && first.length < 4 && more.length === 0;
    if (!isForAll || this.hasRoutes) return super.use(...args);
    this.front.add(first as RequestHandler);
    return this;
  }

  override createMiddlewareFactory(method: RequestMethod): ReturnType<ExpressAdapter['createMiddlewareFactory']> {
    this.routed.push('/');
    return super.createMiddlewareFactory(method);
  }

  override get(...args: unknown[]): unknown {
    return this.route('GET', args) ?? super.get(...(args as Parameters<ExpressAdapter['get']>));
  }

  override post(...args: unknown[]): unknown {
    return this.route('POST', args) ?? super.post(...(args as Parameters<ExpressAdapter['post']>));
  }

  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (!(body instanceof JsonText)) return super.reply(response, body, statusCode);
    if (statusCode !== undefined) response.statusCode = statusCode;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    // Node counts the bytes itself, but for HTTP/1.1 only.
    if (response.req.httpVersion !== '1.1') response.setHeader('Content-Length', Buffer.byteLength(body.text));
    return response.end(body.text);
  }

  /** Takes a request from the wire. */
  protected readonly serve = (request: Request, response: Response): void => {
    // As Express would: handlers may count on them.
    request.res = response;
    request.originalUrl = request.url;
    response.locals = {};
    const toExpress: NextFunction = (failure?: unknown) => {
      if (failure !== undefined) Object.assign(request, { [FAILURE]: failure });
      this.express(request, response);
    };
    this.front.run(request, response, (failure?: unknown) => {
      const handler = failure === undefined ? this.exactRoutes.find(request) : undefined;
      if (handler) runHandler(handler, request, response, toExpress);
      else toExpress(failure);
    });
  };

  protected get express(): Express {
    return this.getInstance<Express>();
  }

  /** Takes a route that needs no search; undefined for any other, which is Express's. */
  private route(method: string, route: readonly unknown[]): this | undefined {
    this.hasRoutes = true;
    if (!ExactRoutes.takes(route)) return undefined;
    const [path, handler] = route as [string, RequestHandler];
    if (this.routed.some((prefix) => path.startsWith(prefix))) return undefined;
    this.exactRoutes.add(method, path, handler);
    return this;
  }
}
