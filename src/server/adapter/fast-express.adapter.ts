import { IncomingMessage, ServerResponse } from 'node:http';
import { Express } from 'express';
import { DirectAdapter } from './direct.adapter.js';
import { HttpServerOptions, createHttpServer } from '../wire/http-server.js';

type Parts = Omit<HttpServerOptions, 'classes' | 'serve'>;

/**
 * Nest's Express adapter on a server of ours, whose requests and responses are born with Express's prototypes.
 *
 * Express gives its prototypes to each request and response as they come, and V8 makes an object slow whose prototype
 * changes: that alone costs more than all else that Express does. Where they are in place already, nothing changes.
 */
export class FastExpressAdapter extends DirectAdapter {
  constructor(private readonly parts: Parts) {
    super();
  }

  override initHttpServer(): void {
    const serve = this.serve as unknown as HttpServerOptions['serve'];
    this.httpServer = createHttpServer({ ...this.parts, classes: withExpressPrototypes(this.express), serve });
  }
}

/** Classes for a server to make its requests and responses of, as `express` wants them. */
function withExpressPrototypes(express: Express): HttpServerOptions['classes'] {
  class ExpressShapedRequest extends IncomingMessage {}
  class ExpressShapedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(ExpressShapedRequest.prototype, express.request);
  Object.setPrototypeOf(ExpressShapedResponse.prototype, express.response);
  Object.assign(express, { request: ExpressShapedRequest.prototype, response: ExpressShapedResponse.prototype });
  return { IncomingMessage: ExpressShapedRequest, ServerResponse: ExpressShapedResponse };
}
