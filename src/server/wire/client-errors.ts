import { Server } from 'node:http';
import { Socket } from 'node:net';
import { seconds } from '../../time/durations.js';
import { UnreadableRequest } from '../../errors/request-errors.js';
import { PipelinedRequests } from './pipelined-requests.js';
import { serializeErrorResponse } from './serialize-error-response.js';

/** Time after an error response until the connection is destroyed, if the client has not closed it. */
const LINGER_MS = seconds(2);

/** Sends an envelope for requests that Node rejects while parsing: invalid HTTP, too large headers, a timeout. */
export function respondToClientErrors(server: Server, pipelined: PipelinedRequests): void {
  // Without a completed handshake the client cannot read a response.
  server.prependListener('tlsClientError', (_: Error, socket: Socket) => socket.destroy());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (pipelined.closeAfterResponses(socket)) return;
    if (!socket.writable || error.code === 'ECONNRESET' || wasNeverUsed(error, socket)) return void socket.destroy();
    socket.end(serializeErrorResponse(failureFor(error.code)));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

/**
 * Returns whether a connection timed out before its first byte. A load balancer opens connections in advance and would
 * treat a 408 as the response to its next request.
 */
const wasNeverUsed = ({ code }: NodeJS.ErrnoException, { bytesRead }: Socket): boolean =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT' && bytesRead === 0;

function failureFor(code: string | undefined): UnreadableRequest {
  if (code === 'HPE_HEADER_OVERFLOW') return new UnreadableRequest(431, 'The headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new UnreadableRequest(408, 'The request took too long to arrive');
  if (code === 'HPE_INVALID_EOF_STATE') return new UnreadableRequest(400, 'The request was cut short');
  return new UnreadableRequest(400, 'The request is not valid HTTP');
}
