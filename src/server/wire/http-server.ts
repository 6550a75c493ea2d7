import { createServer, RequestListener, Server, ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Socket } from 'node:net';
import { seconds } from '../../time/durations.js';
import { respondToClientErrors } from './client-errors.js';
import { rejectEarlyOn } from './early-rejection.js';
import { PipelinedRequests } from './pipelined-requests.js';
import { RequestGate } from './request-gate.js';
import { MAX_HEADERS } from '../gates/reject-ambiguous-requests.middleware.js';
import { TlsFiles } from '../tls/tls-files.js';

/** Longer than the idle timeout of common load balancers, so that they close idle connections first. */
const KEEP_ALIVE_MS = seconds(65);

/** Maximum size of the request line and the headers. The same as Node's default. */
const MAX_HEAD_BYTES = 16 * 1_024;

/** Interval at which Node checks for timeouts of requests. */
const CHECK_EVERY_MS = 500;

/** Time after a call's deadline in which the rest of its request must arrive and the client must read the response. */
const BEYOND_DEADLINE_MS = seconds(5);

export interface HttpServerOptions {
  /** The classes of requests and responses. */
  readonly classes: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;
  readonly serve: RequestListener;
  /** Unset: every request is served at once. */
  readonly gate?: RequestGate | undefined;
  readonly headersTimeoutMs: number;
  /** The longest deadline of a call. */
  readonly actionTimeoutMs: number;
  readonly tls: TlsFiles | undefined;
}

/** Creates the HTTP server, with TLS if a certificate is configured, and with all limits of time and size for HTTP. */
export function createHttpServer({
  classes,
  serve,
  gate,
  headersTimeoutMs,
  actionTimeoutMs,
  tls,
}: HttpServerOptions): Server {
  const pipelined = new PipelinedRequests();
  const requestTimeoutMs = actionTimeoutMs + BEYOND_DEADLINE_MS;
  const options = {
    ...classes,
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // `rejectAmbiguousRequests` checks the header instead, because Node's response would have no envelope.
    requireHostHeader: false,
  };
  const server = tls ? createTlsServer({ ...options, ...tls.options }) : createServer(options);
  tls?.serve(server as ReturnType<typeof createTlsServer>);
  // One more than the limit, so that too many headers are detected: Node drops further headers silently.
  server.maxHeadersCount = MAX_HEADERS + 1;
  // Closes the connection of a client that does not read its response or does not send a request. A connection with a pending
  // response stays open if the client has read all bytes so far.
  server.timeout = requestTimeoutMs;
  server.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0 || !pipelined.hasPending(socket)) socket.destroy();
  });
  respondToClientErrors(server, pipelined);
  if (gate) rejectEarlyOn(server, gate);
  server.on('request', (request, response) => {
    if (!pipelined.begin(request, response)) return;
    if (gate) gate.admit(request, response, () => serve(request, response));
    else serve(request, response);
  });
  // The body reader sends 100 Continue after authentication. Node's default sends it at once (RFC 9110 §10.1.1).
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}
