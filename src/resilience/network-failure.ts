import { Connection } from './connection.js';

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

/** Errors of undici's beside those of its parser, whose codes are many or missing. */
const UNREADABLE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

/** Errors of undici's, and of the system: the other side is there no more. */
const GONE = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Tells what became of a request by its connection and not by a list of error codes: a broken handshake, say, is an
 * ECONNRESET as well.
 *
 * @param error as axios throws it: with the connection as its `request`, if there ever was one
 */
export function networkFailure(error: unknown): NetworkFailure {
  const { code, cause, request } = (error ?? {}) as { code?: unknown; cause?: Error; request?: unknown };
  const kind = String(code);
  if (!(request instanceof Connection) || kind === 'UND_ERR_INVALID_ARG') return 'not-made';
  if (UNREADABLE.has(kind) || cause?.name === 'HTTPParserError') return 'unreadable';
  if (!request.wasEstablished) return 'not-sent';
  if (!GONE.has(kind) || !request.isReused) return 'lost';
  return request.wasIdle ? 'stale' : 'broken';
}

/** The system's own error, for the log: axios' holds the whole request, with the keys in its headers. */
export function systemError(error: unknown): Error {
  const { cause = error } = (error ?? {}) as { cause?: unknown };
  if (cause instanceof AggregateError) return new Error(cause.errors.map(messageOf).join('; '));
  return cause instanceof Error && cause !== error ? cause : new Error(messageOf(error));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
