import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** Upper limit of requests in flight on one connection. No real client pipelines that many. */
const MAX_IN_FLIGHT = 32;

interface Pipeline {
  readonly inFlight: ServerResponse[];
  newest: readonly [IncomingMessage, ServerResponse] | undefined;
  /** Whether the connection closes after a pending response. Later requests are ignored (RFC 9112 §9.6). */
  isClosing: boolean;
}

/** The requests in flight on each connection. Their responses are sent in the order of the requests (RFC 9112 §9.3.2). */
export class PipelinedRequests {
  private readonly pipelines = new WeakMap<Socket, Pipeline>();

  /**
   * Registers a request.
   *
   * @returns false if it must be ignored, because its connection closes after the responses to earlier requests
   */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const pipeline = this.pipelines.get(socket) ?? this.open(socket);
    if (pipeline.newest && isLast(pipeline.newest[1])) pipeline.isClosing = true;
    if (pipeline.inFlight.length >= MAX_IN_FLIGHT) this.closeAfterResponses(socket);
    if (pipeline.isClosing) return false;
    pipeline.inFlight.push(response);
    pipeline.newest = [request, response];
    response.once('close', () => {
      pipeline.inFlight.splice(pipeline.inFlight.indexOf(response), 1);
      if (pipeline.newest?.[1] !== response) return;
      pipeline.newest = undefined;
      pipeline.isClosing ||= isLast(response);
    });
    return true;
  }

  /**
   * Accepts no further request from a connection, and closes it after the last response.
   *
   * @returns false if no response is pending
   */
  closeAfterResponses(socket: Socket): boolean {
    const pipeline = this.pipelines.get(socket);
    if (!pipeline?.newest) return false;
    if (pipeline.isClosing) return true;
    pipeline.isClosing = true;
    const [request, response] = pipeline.newest;
    response.shouldKeepAlive = false;
    response.once('close', () => socket.destroySoon());
    if (!request.complete) abortBody(request);
    return true;
  }

  /** Returns whether a response is pending on a connection. */
  hasPending(socket: Socket): boolean {
    return this.pipelines.get(socket)?.newest !== undefined;
  }

  private open(socket: Socket): Pipeline {
    const pipeline: Pipeline = { inFlight: [], newest: undefined, isClosing: false };
    this.pipelines.set(socket, pipeline);
    // Node emits 'close' only on the response that is being sent. The other pending responses get the event here.
    socket.once('close', () => {
      for (const response of [...pipeline.inFlight]) if (!response.socket) response.emit('close');
    });
    return pipeline;
  }
}

const isLast = (response: ServerResponse): boolean =>
  !response.shouldKeepAlive || response.getHeader('Connection') === 'close';

/** Notifies the reader of a body that the rest will not arrive. Node itself notifies it only after the connection has closed. */
function abortBody(request: IncomingMessage): void {
  request.aborted = true;
  request.emit('aborted');
}
