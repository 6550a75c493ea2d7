import { ClientRequest } from 'node:http';
import { Socket } from 'node:net';

/** What is known of a request to which no answer came. */
export type NetworkFailure =
  /** It was never begun: what it was to say cannot be said in HTTP. A bug of ours, not of the upstream. */
  | 'not-made'
  /** There was no connection, so not a byte of it left. */
  | 'not-sent'
  /** It went out on a connection that had been idle, and that the upstream may have closed before. */
  | 'stale'
  /** It went out on a connection that was in use until a moment ago, and that broke. It may have arrived. */
  | 'broken'
  /** It may have arrived. */
  | 'lost'
  /** What came back is no HTTP, or too much of it before the body. */
  | 'unreadable';

/** What is known of connections. */
interface Connections {
  wasEstablished(connection: Socket | null): boolean;
  wasIdle(connection: Socket | null): boolean;
}

/**
 * Tells what became of a request by its connection and not by a list of error codes: a broken handshake, say, is an
 * ECONNRESET as well.
 *
 * @param error as axios throws it: with the `request`, if there ever was one
 */
export function networkFailure(error: unknown, connections: Connections): NetworkFailure {
  const { code, request } = (error ?? {}) as { code?: unknown; request?: unknown };
  if (!(request instanceof ClientRequest)) return 'not-made';
  if (String(code).startsWith('HPE_')) return 'unreadable';
  if (!connections.wasEstablished(request.socket)) return 'not-sent';
  const isGone = code === 'ECONNRESET' || code === 'EPIPE';
  if (!isGone || !request.reusedSocket) return 'lost';
  return connections.wasIdle(request.socket) ? 'stale' : 'broken';
}

/** The system's own error, for the log: axios' holds the whole request, with the keys in its headers. */
export function systemError(error: unknown): Error {
  const { cause = error } = (error ?? {}) as { cause?: unknown };
  if (cause instanceof AggregateError) return new Error(cause.errors.map(messageOf).join('; '));
  return cause instanceof Error && cause !== error ? cause : new Error(messageOf(error));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
