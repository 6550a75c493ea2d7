import { createServer, RequestListener, Server, ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { seconds } from '../../durations.js';
import { respondToClientErrors } from './client-errors.js';
import { PipelinedRequests } from './pipelined-requests.js';
import { MAX_HEADERS } from '../gates/reject-ambiguous-requests.middleware.js';
import { TlsFiles } from '../tls/tls-files.js';

/** Longer than the idle limit of the usual load balancers, so that it is they who close a connection that nobody uses. */
const KEEP_ALIVE_MS = seconds(65);

/** Node's own default, said aloud. */
const MAX_HEAD_BYTES = 16 * 1_024;

/** How often Node looks for senders that are too slow. */
const LOOK_EVERY_MS = 500;

/** What a call may take beyond its deadline until all of it must have arrived, and its answer be taken. */
const BEYOND_DEADLINE_MS = seconds(5);

export interface HttpServerOptions {
  /** What Node makes requests and responses of. */
  readonly classes: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;
  readonly serve: RequestListener;
  readonly headersTimeoutMs: number;
  /** What a call may take. */
  readonly actionTimeoutMs: number;
  readonly tls: TlsFiles | undefined;
}

/** The server at the wire, over TLS where there is a certificate, with every limit in time and size that HTTP itself needs. */
export function createHttpServer({
  classes,
  serve,
  headersTimeoutMs,
  actionTimeoutMs,
  tls,
}: HttpServerOptions): Server {
  const exchanges = new PipelinedRequests();
  const requestTimeoutMs = actionTimeoutMs + BEYOND_DEADLINE_MS;
  const options = {
    ...classes,
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Node would refuse without our envelope; the head gate looks.
    requireHostHeader: false,
  };
  const server = tls ? createTlsServer({ ...options, ...tls.options }) : createServer(options);
  tls?.watch(server as ReturnType<typeof createTlsServer>);
  // One more than may be, so that it is seen: what is over this limit, Node leaves out without a word.
  server.maxHeadersCount = MAX_HEADERS + 1;
  // Also for a caller that does not take its answer.
  server.timeout = requestTimeoutMs;
  respondToClientErrors(server, exchanges);
  server.on('request', (request, response) => {
    if (exchanges.begin(request, response)) serve(request, response);
  });
  // The body reader asks for the body once the caller is known; Node alone would ask at once (RFC 9110 §10.1.1).
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}
