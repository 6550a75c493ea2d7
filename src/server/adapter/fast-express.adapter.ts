import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Express, Response } from 'express';
import { WithData } from '../../json/output.js';
import { createHttpServer, HttpServerOptions } from '../wire/http-server.js';
import { RequestGate } from '../wire/request-gate.js';

/**
 * Maximum number of connections that wait to be accepted. A client over this limit tries again after a second. Node's default
 * is 511. The kernel's own limit also applies (`net.core.somaxconn`).
 */
const BACKLOG = 4_096;

export type AdapterOptions = Omit<HttpServerOptions, 'classes' | 'serve' | 'gate'> & {
  /** If false, Express sets the prototypes of requests and responses itself. */
  readonly isFast: boolean;
};

/**
 * Nest's Express adapter on the server of this service.
 *
 * Express replaces the prototype of each request and response, which slows down every access to their properties in V8.
 * With the fast adapter, Node creates them with Express's prototypes, so Express does not replace them.
 */
export class FastExpressAdapter extends ExpressAdapter {
  private gate: RequestGate | undefined;

  constructor(private readonly wire: AdapterOptions) {
    super();
  }

  override initHttpServer(options: NestApplicationOptions): void {
    super.initHttpServer({ ...options, forceCloseConnections: false });
    const express = this.getInstance<Express>();
    this.httpServer = createHttpServer({
      ...this.wire,
      classes: this.wire.isFast ? withExpressPrototypes(express) : {},
      serve: express,
      gate: {
        admit: (request, response, serve) => (this.gate ? this.gate.admit(request, response, serve) : serve()),
        rejectEarly: (request) => this.gate?.rejectEarly(request),
      },
    });
    if (options.forceCloseConnections) (this as unknown as { trackOpenConnections(): void }).trackOpenConnections();
  }

  /** Installs a gate in front of Express. */
  useGate(gate: RequestGate): void {
    this.gate = gate;
  }

  override listen(port: string | number, host?: string | (() => void), listening?: () => void): Server {
    if (typeof port !== 'number' || typeof host !== 'string') return super.listen(port, host as () => void);
    return this.httpServer.listen({ port, host, backlog: BACKLOG }, listening);
  }

  /**
   * Sends an object as JSON in one write. Express would first check for an ETag and a conditional request, and copy the text
   * to a buffer. The stored JSON of an output is sent unchanged, because it may contain numbers that JavaScript cannot
   * represent.
   */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    const hasType = response.hasHeader('Content-Type');
    const text = WithData.jsonOf(body) ?? (isPlainObject(body) && !hasType ? JSON.stringify(body) : undefined);
    if (text === undefined) return super.reply(response, body, statusCode);
    if (statusCode !== undefined) response.status(statusCode);
    if (!hasType) response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(text));
    return response.end(text);
  }
}

/** Creates classes for a server's requests and responses, and makes `express` use their prototypes. */
function withExpressPrototypes(express: Express): HttpServerOptions['classes'] {
  class ExpressShapedRequest extends IncomingMessage {}
  class ExpressShapedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(ExpressShapedRequest.prototype, express.request);
  Object.setPrototypeOf(ExpressShapedResponse.prototype, express.response);
  Object.assign(express, { request: ExpressShapedRequest.prototype, response: ExpressShapedResponse.prototype });
  return { IncomingMessage: ExpressShapedRequest, ServerResponse: ExpressShapedResponse };
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
