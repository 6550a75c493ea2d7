import { IncomingMessage, ServerResponse } from 'node:http';
import { Express } from 'express';
import { DirectAdapter } from './direct.adapter.js';
import { HttpServerParts, makeHttpServer } from '../wire/http-server.js';

type Parts = Omit<HttpServerParts, 'classes' | 'serve'>;

/**
 * Nest's Express adapter on a server of ours, whose requests and responses are born with Express's prototypes.
 *
 * Express gives its prototypes to each request and response as they come, and V8 makes an object slow whose prototype
 * changes: that alone costs more than all else that Express does. Where they are in place already, nothing changes.
 */
export class FrontAdapter extends DirectAdapter {
  constructor(private readonly parts: Parts) {
    super();
  }

  override initHttpServer(): void {
    const serve = this.serve as unknown as HttpServerParts['serve'];
    this.httpServer = makeHttpServer({ ...this.parts, classes: bornInto(this.express), serve });
  }
}

/** Classes for a server to make its requests and responses of, as `express` wants them. */
function bornInto(express: Express): HttpServerParts['classes'] {
  class BornRequest extends IncomingMessage {}
  class BornResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(BornRequest.prototype, express.request);
  Object.setPrototypeOf(BornResponse.prototype, express.response);
  Object.assign(express, { request: BornRequest.prototype, response: BornResponse.prototype });
  return { IncomingMessage: BornRequest, ServerResponse: BornResponse };
}
