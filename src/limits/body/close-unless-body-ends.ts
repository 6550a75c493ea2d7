import { IncomingMessage, ServerResponse } from 'node:http';

/** Time for the rest of an unread body. */
const LINGER_MS = 2_000;

/**
 * Closes the connection of a request if the rest of its body does not arrive soon after the response. Until then, Node reads
 * and discards the rest. Closing at once would reset the connection, and the client would lose the response.
 */
export function closeUnlessBodyEnds(request: IncomingMessage, response: ServerResponse): void {
  response.once('close', () => {
    if (request.complete || !response.writableFinished) return;
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
    request.once('close', () => clearTimeout(timer));
  });
}
