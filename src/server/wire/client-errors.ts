import { Server } from 'node:http';
import { Socket } from 'node:net';
import { seconds } from '../../durations.js';
import { UnreadableRequest } from '../../errors/request-errors.js';
import { PipelinedRequests } from './pipelined-requests.js';
import { serializeErrorResponse } from './serialize-error-response.js';

/** How long a refused sender may keep its side of the connection open. */
const LINGER_MS = seconds(2);

/** Answers, in the envelope, what Node refuses before it becomes a request: broken HTTP, headers too large, a sender too slow. */
export function respondToClientErrors(server: Server, exchanges: PipelinedRequests): void {
  // Without a handshake there is nobody who could read an answer.
  server.prependListener('tlsClientError', (_: Error, socket: Socket) => socket.destroy());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (exchanges.closeAfterAnswers(socket)) return;
    if (!socket.writable || error.code === 'ECONNRESET' || wasNeverUsed(error, socket)) return void socket.destroy();
    socket.end(serializeErrorResponse(failureFor(error.code)));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

/** Load balancers open connections ahead of need; an answer to no question would be taken for that to the next one. */
const wasNeverUsed = ({ code }: NodeJS.ErrnoException, { bytesRead }: Socket): boolean =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT' && bytesRead === 0;

function failureFor(code: string | undefined): UnreadableRequest {
  if (code === 'HPE_HEADER_OVERFLOW') return new UnreadableRequest(431, 'The headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new UnreadableRequest(408, 'The request took too long to arrive');
  if (code === 'HPE_INVALID_EOF_STATE') return new UnreadableRequest(400, 'The request was cut short');
  return new UnreadableRequest(400, 'The request is not valid HTTP');
}
