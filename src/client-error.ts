import { randomUUID } from 'node:crypto';
import { Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { failureAnswer } from './errors/error-envelope.js';
import { UnreadableRequest } from './errors/request-errors.js';

/** Answers, in the envelope, what Node refuses before it becomes a request: broken HTTP, headers too large, a sender too slow. */
export function answerClientErrors(server: Server): void {
  const answering = new WeakMap<object, () => void>();
  server.on('request', (request, response) => {
    answering.set(request.socket, () => {
      response.shouldKeepAlive = false;
      response.once('close', () => request.socket.destroySoon());
    });
    response.once('close', () => answering.delete(request.socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const closeAfterAnswer = answering.get(socket);
    // The answer to an earlier request, or to the one that was cut off, is still to go out; nothing may mix with it.
    if (closeAfterAnswer) closeAfterAnswer();
    else if (socket.writable && error.code !== 'ECONNRESET') socket.end(rawAnswer(failureFor(error.code)));
    else socket.destroy();
  });
}

function failureFor(code: string | undefined): UnreadableRequest {
  if (code === 'HPE_HEADER_OVERFLOW') return new UnreadableRequest(431, 'The headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new UnreadableRequest(408, 'The request took too long to arrive');
  if (code === 'HPE_INVALID_EOF_STATE') return new UnreadableRequest(400, 'The request was cut short');
  return new UnreadableRequest(400, 'The request is not valid HTTP');
}

function rawAnswer(failure: UnreadableRequest): string {
  const correlationId = randomUUID();
  const { httpStatus, body } = failureAnswer(failure, 'status', correlationId);
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Correlation-Id: ${correlationId}`,
    'Connection: close',
    '',
    text,
  ].join('\r\n');
}
