import { HttpExchange } from './http-exchange.js';

/** What is known of a request to which no answer came. */
export type NetworkFailure =
  /** It was never begun: what it was to say cannot be said in HTTP. A bug of ours, not of the upstream. */
  | 'invalid-request'
  /** There was no connection, or none any more, when it was to be written; so not a byte of it left. */
  | 'not-sent'
  /** It went out on a connection that had been idle, and that the upstream may have closed before. */
  | 'stale'
  /** It went out on a connection that was in use until a moment ago, and that broke. It may have arrived. */
  | 'connection-lost'
  /** It may have arrived. */
  | 'no-response'
  /** What came back is no HTTP, or too much of it before the body. */
  | 'invalid-http';

/** Errors of undici's: it has looked at the request, and not begun it. */
const INVALID_REQUEST = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);

/**
 * Errors of undici's beside those of its parser, whose codes are many or missing; the last is of what it held impossible, and was
 * sent nevertheless.
 */
const UNREADABLE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ERR_ASSERTION']);

/** What undici says of a connection that it has closed itself, as what came was none of HTTP/1.1; their code is that of any other. */
const NO_ANSWERS = new Set(['bad upgrade', 'bad response']);

/** Errors of undici's, and of the system: the other side is there no more. */
const GONE = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Tells what became of a request by how far it came, and by its connection, before it looks at codes: a broken handshake, say, is
 * an ECONNRESET as well.
 *
 * @param error as axios throws it: with the exchange as its `request`, if there ever was one
 */
export function networkFailure(error: unknown): NetworkFailure {
  const { code, cause, request } = (error ?? {}) as { code?: unknown; cause?: Error; request?: unknown };
  const kind = String(code);
  if (!(request instanceof HttpExchange) || INVALID_REQUEST.has(kind)) return 'invalid-request';
  if (!request.mayHaveBeenSent) return 'not-sent';
  if (UNREADABLE.has(kind) || cause?.name === 'HTTPParserError' || NO_ANSWERS.has(cause?.message ?? ''))
    return 'invalid-http';
  const { isReused, wasIdle } = request.connection;
  if (!GONE.has(kind) || !isReused) return 'no-response';
  return wasIdle ? 'stale' : 'connection-lost';
}

/** The system's own error, for the log: axios' holds the whole request, with the keys in its headers. */
export function systemError(error: unknown): Error {
  const { cause = error } = (error ?? {}) as { cause?: unknown };
  if (cause instanceof AggregateError) return new Error(cause.errors.map(messageOf).join('; '));
  return cause instanceof Error && cause !== error ? cause : new Error(messageOf(error));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
