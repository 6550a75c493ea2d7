import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { types } from 'node:util';

/** Kinds of requests without a response. */
export type FailureKind =
  /** The request is not valid HTTP, so it was never sent: a bug of this service. */
  | 'invalid-request'
  /** No connection was ready to write the request to, or the TLS handshake failed. The upstream has read nothing. */
  | 'not-sent'
  /** There was no connection, because this process has no file descriptor for it. */
  | 'no-descriptor'
  /** Sent over a connection that had been idle. The upstream may have closed it before. */
  | 'stale'
  /** Sent over a connection that was in use a moment ago and then broke. The request may have arrived. */
  | 'connection-lost'
  /** Sent without a response. The request may have arrived. */
  | 'no-response'
  /** The response is not HTTP, or its head is too large. */
  | 'invalid-http';

/** A request got no response. Its cause is the error of the system or of the HTTP client, without the request's headers. */
export class TransportFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    thrown: unknown,
  ) {
    super(`Request failed: ${kind}`, { cause: readable(thrown) });
    this.name = 'TransportFailure';
  }
}

/** The facts about the connection that carried a request. */
interface Carrier {
  /** Whether the request was written, so that it may have arrived. */
  readonly mayHaveBeenSent: boolean;
  readonly connection: { readonly isReused: boolean; readonly wasIdle: boolean };
}

/** undici rejected the request before it began. */
const INVALID_REQUEST = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
]);

/** Names of the errors for a response that cannot be parsed. The codes of undici's errors vary or are missing. */
const INVALID_RESPONSE_NAMES = new Set<unknown>(['HTTPParserError', 'TooMuchOverhead']);
const INVALID_RESPONSE = new Set(['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ERR_ASSERTION']);

/** Messages of undici after it closed a connection because the response was not HTTP/1.1. The error codes are not specific. */
const INVALID_RESPONSE_MESSAGES = new Set(['bad upgrade', 'bad response']);

/** The upstream has closed the connection. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * TLS alerts, named as in OpenSSL, with which a server rejects the client certificate. In TLS 1.3 they arrive when the
 * client has already written its request (RFC 8446 §4.4.2.4). The server reads no request before it has checked the
 * certificate.
 */
const CERTIFICATE_ALERT =
  /_ALERT_(CERTIFICATE_(?:REQUIRED|REVOKED|EXPIRED|UNKNOWN)|(?:BAD|UNSUPPORTED)_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|HANDSHAKE_FAILURE)$/;

/**
 * Returns why an upstream ended the TLS handshake: "demands a client certificate", "rejects the client certificate: unknown
 * ca".
 *
 * @returns undefined for another error
 */
export function handshakeRejection(error: unknown): string | undefined {
  const [, alert] = CERTIFICATE_ALERT.exec(String((Object(error) as { code?: unknown }).code)) ?? [];
  if (alert === undefined) return undefined;
  if (alert === 'CERTIFICATE_REQUIRED') return 'demands a client certificate';
  const reason = alert.toLowerCase().replaceAll('_', ' ');
  return /CERTIFICATE|CA$/.test(alert)
    ? `rejects the client certificate: ${reason}`
    : `ends the TLS handshake: ${reason}`;
}

/**
 * Classifies a failure. Checks the progress of the request and the connection before error codes, because a broken TLS
 * handshake also has the code ECONNRESET.
 *
 * @param carrier undefined if there was no connection to write to
 */
export function classifyFailure(error: unknown, carrier: Carrier | undefined): FailureKind {
  const { code, name, message = '' } = (error ?? {}) as { code?: unknown; name?: string; message?: string };
  const kind = String(code);
  if (!carrier || INVALID_REQUEST.has(kind)) return 'invalid-request';
  if (!carrier.mayHaveBeenSent) return lacksDescriptor(error) ? 'no-descriptor' : 'not-sent';
  if (!carrier.connection.isReused && handshakeRejection(error) !== undefined) return 'not-sent';
  if (INVALID_RESPONSE.has(kind) || INVALID_RESPONSE_NAMES.has(name) || INVALID_RESPONSE_MESSAGES.has(message))
    return 'invalid-http';
  const { isReused, wasIdle } = carrier.connection;
  if (!CLOSED.has(kind) || !isReused) return 'no-response';
  return wasIdle ? 'stale' : 'connection-lost';
}

const NO_DESCRIPTOR = new Set(['EMFILE', 'ENFILE']);

/** Returns whether no connection was possible because all file descriptors of the process or the machine are in use. */
function lacksDescriptor(error: unknown): boolean {
  const { code, syscall, errors } = Object(error) as NodeJS.ErrnoException & { errors?: unknown };
  if (NO_DESCRIPTOR.has(String(code))) return true;
  // A host has several addresses, and their errors can differ. One matching error is enough.
  if (Array.isArray(errors)) return errors.some(lacksDescriptor);
  // Without descriptors, the system's resolver cannot open its files. It reports EBUSY, or EAI_AGAIN as for a name server outage.
  return syscall === 'getaddrinfo' && (code === 'EBUSY' || !canOpenFile());
}

function canOpenFile(): boolean {
  try {
    closeSync(openSync(devNull, 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Converts a thrown value to an Error. The message of an AggregateError lists the failure of each address. */
function readable(thrown: unknown): Error {
  const { errors } = Object(thrown) as { errors?: unknown };
  if (Array.isArray(errors)) return new Error(errors.map(messageOf).join('; '));
  return types.isNativeError(thrown) ? thrown : new Error(messageOf(thrown));
}

const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));
