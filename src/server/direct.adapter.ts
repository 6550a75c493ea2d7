import { ExpressAdapter } from '@nestjs/platform-express';
import { Response } from 'express';
import { JsonText } from '../json/json-text.js';
import { ExactRoutes, RouteHandler } from './exact-routes.js';

/** Nest's Express adapter without detours: a route without parameters is found at once, and ready JSON is sent as it is. */
export class DirectAdapter extends ExpressAdapter {
  private exactRoutes: ExactRoutes | undefined;

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

  /** Takes a route that needs no search; undefined for any other, which is Express's. */
  private route(method: string, route: readonly unknown[]): this | undefined {
    if (!ExactRoutes.takes(route)) return undefined;
    if (!this.exactRoutes) {
      this.exactRoutes = new ExactRoutes();
      this.use(this.exactRoutes.serve);
    }
    this.exactRoutes.add(method, ...(route as [string, RouteHandler]));
    return this;
  }
}
