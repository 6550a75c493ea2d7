import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** So many requests may wait on one connection for their answers; who sends more before it has read one is no caller. */
const MAX_WAITING = 32;

interface Line {
  readonly waiting: ServerResponse[];
  newest: readonly [IncomingMessage, ServerResponse] | undefined;
  /** The connection ends with an answer that is there already: nothing behind it counts (RFC 9112 §9.6). */
  isClosing: boolean;
}

/** The requests on each connection that wait for their answers, which go out in the order of their arrival (RFC 9112 §9.3.2). */
export class PipelinedRequests {
  private readonly lines = new WeakMap<Socket, Line>();

  /** @returns false where the request comes too late: its connection closes after the answers to those before it */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const line = this.lines.get(socket) ?? this.open(socket);
    if (line.newest && isLast(line.newest[1])) line.isClosing = true;
    if (line.waiting.length >= MAX_WAITING) this.closeAfterAnswers(socket);
    if (line.isClosing) return false;
    line.waiting.push(response);
    line.newest = [request, response];
    response.once('close', () => {
      line.waiting.splice(line.waiting.indexOf(response), 1);
      if (line.newest?.[1] !== response) return;
      line.newest = undefined;
      line.isClosing ||= isLast(response);
    });
    return true;
  }

  /** Takes no further request from a connection, and closes it after the last answer. @returns false where none is to come */
  closeAfterAnswers(socket: Socket): boolean {
    const line = this.lines.get(socket);
    if (!line?.newest) return false;
    if (line.isClosing) return true;
    line.isClosing = true;
    const [request, response] = line.newest;
    response.shouldKeepAlive = false;
    response.once('close', () => socket.destroySoon());
    if (!request.complete) cutOff(request);
    return true;
  }

  private open(socket: Socket): Line {
    const line: Line = { waiting: [], newest: undefined, isClosing: false };
    this.lines.set(socket, line);
    // Node tells only the response whose turn it is that its connection is gone.
    socket.once('close', () => {
      for (const response of [...line.waiting]) if (!response.socket) response.emit('close');
    });
    return line;
  }
}

const isLast = (response: ServerResponse): boolean =>
  !response.shouldKeepAlive || response.getHeader('Connection') === 'close';

/** Tells whoever reads the body that no more of it comes; Node says so only where the connection is gone altogether. */
function cutOff(request: IncomingMessage): void {
  request.aborted = true;
  request.emit('aborted');
}
