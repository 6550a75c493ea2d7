import {
  RejectedResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
} from '../../../errors/upstream-errors.js';
import { readUsage } from './genesys-rate-limits.js';
import { removeOwnSecrets } from '../../../redaction/own-secrets.js';

const REDACTED = '[redacted]';

/** A permission as Genesys Cloud writes it: `routing:queue:view`. */
const PERMISSION = /\b[a-z]\w*:\w+:\w+/gi;

/** Texts that are safe in a message and in the log. */
const WORD = /^[\w.-]{1,100}$/;

/** Error body of the platform. Its message, for the log, contains only codes and the id that the platform's support needs. */
export class GenesysApiError extends Error {
  /**
   * @param code `missing.any.permissions`, or `invalid_client` from the login; empty if absent
   * @param description free text, which may repeat parts of the request
   */
  constructor(
    readonly code: string,
    readonly contextId: string,
    readonly description: string,
  ) {
    super(`${code || 'no code'}, context id ${contextId || 'unknown'}`);
    this.name = 'GenesysApiError';
  }

  /** Permissions that the platform names in the error; the OAuth client needs one of them. */
  get permissions(): string[] {
    return [...new Set(this.description.match(PERMISSION) ?? [])];
  }
}

/** Reads an error body: the API's `{message, code, contextId, …}` or the login's `{error, description}`. */
export function readApiError({ text, headers }: RejectedResponse): GenesysApiError {
  const { code, error, contextId, message, description } = parsed(text);
  return new GenesysApiError(
    word(code) || word(error),
    word(contextId) || word(headers['inin-correlation-id']),
    [message, description].find((value) => typeof value === 'string') ?? '',
  );
}

/**
 * Adds the platform's explanation to a failure: in the cause for the log, and in the message if it helps the caller.
 *
 * @param permission permission that the operation needs
 * @param token token of the request, which is removed from the explanation
 */
export function explainApiError(
  upstream: string,
  error: unknown,
  permission: string | undefined,
  token?: string,
): unknown {
  const rejected = rejectedResponseOf(error);
  if (!rejected) return error;
  const text = removeOwnSecrets(rejected.text, REDACTED);
  const response = { ...rejected, text: token ? text.replaceAll(token, REDACTED) : text };
  const cause = readApiError(response);
  const { status } = response;
  if (error instanceof UpstreamRejected) {
    return new UpstreamRejected(upstream, status, { response, cause, detail: detailOf(status, cause, permission) });
  }
  const retryAfterMs = response.retryAfterMs ?? (status === 429 ? readUsage(response.headers)?.resetMs : undefined);
  const details = { response, cause, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return error instanceof UpstreamThrottled
    ? new UpstreamThrottled(upstream, details)
    : new UpstreamUnavailable(upstream, status, details);
}

/** Returns the platform's response that caused a failure; undefined if there was none. */
export function rejectedResponseOf(error: unknown): RejectedResponse | undefined {
  const isRefusal =
    error instanceof UpstreamRejected || error instanceof UpstreamThrottled || error instanceof UpstreamUnavailable;
  return isRefusal ? error.response : undefined;
}

function detailOf(status: number, { code, permissions }: GenesysApiError, permission: string | undefined) {
  if (status === 401) return 'authentication failed';
  // Only the login sends these codes (RFC 6749 §5.2).
  if (status === 400 && /^(invalid|unauthorized)_(client|grant)$/.test(code)) return `authentication failed (${code})`;
  if (status !== 403) return undefined;
  const needed = permissions.length > 0 ? permissions.join(' or ') : permission;
  return needed && `the OAuth client lacks the permission ${needed}`;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const word = (value: unknown): string => (typeof value === 'string' && WORD.test(value) ? value : '');
