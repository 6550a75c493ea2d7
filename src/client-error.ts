import { randomUUID } from 'node:crypto';
import { IncomingMessage, Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { seconds } from './durations.js';
import { failureAnswer } from './errors/error-envelope.js';
import { UnreadableRequest } from './errors/request-errors.js';

/** How long a refused sender may keep its side of the connection open. */
const LINGER_MS = seconds(2);

/** Answers, in the envelope, what Node refuses before it becomes a request: broken HTTP, headers too large, a sender too slow. */
export function answerClientErrors(server: Server): void {
  /** What to do, by connection, while the answer to its newest request is still to go out: nothing may mix with that. */
  const answering = new WeakMap<object, () => void>();
  server.on('request', (request, response) => {
    const { socket } = request;
    const closeAfterAnswer = (): void => {
      response.shouldKeepAlive = false;
      response.once('close', () => socket.destroySoon());
      if (!request.complete) cutOff(request);
    };
    answering.set(socket, closeAfterAnswer);
    response.once('close', () => {
      if (answering.get(socket) === closeAfterAnswer) answering.delete(socket);
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const closeAfterAnswer = answering.get(socket);
    if (closeAfterAnswer) return closeAfterAnswer();
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    socket.end(rawAnswer(failureFor(error.code)));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

/** Tells whoever reads the body that no more of it comes; Node says so only where the connection is gone altogether. */
function cutOff(request: IncomingMessage): void {
  request.aborted = true;
  request.emit('aborted');
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
