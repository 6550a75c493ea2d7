import { ActionError } from '../../../errors/action-error.js';
import {
  RejectedResponse,
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
} from '../../../errors/upstream-errors.js';
import { redactTokens } from '../../../redaction/redact-tokens.js';
import { removeOwnSecrets } from '../../../redaction/own-secrets.js';

/** Maximum number of characters of an upstream's response that callers receive. */
const MAX_CHARACTERS = 1_000;

/** Number of characters that are searched for secrets. The rest, up to 2 MB, is dropped. */
const MAX_SCANNED_CHARACTERS = 10_000;

const REDACTED = '[redacted]';

/** Texts that may be credentials. The first group is kept. */
const SECRETS: readonly RegExp[] = [
  // The credentials of an Authorization header (RFC 9110 §11.4), not the words "bearer token".
  /\b((?:bearer|basic)\s+)(?=[^\s"',]*[\d=]|[^\s"',]{16})[^\s"',]+/gi,
  // A member or parameter with a secret name, and its value in quotes or up to the next blank.
  /(?<![\w-])((?=[\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|authorization|credential|cookie|signature))[\w-]+\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted)[^\s"'\\,&}{[\]]{2,}/gi,
  // The platform's opaque tokens, and other texts of that length.
  /(?<![\w-])()[\w-]{40,}/g,
];

/**
 * Returns the upstream's response if the call failed because of it: at most 1,000 characters, without tokens and keys.
 *
 * @returns '' if there was no response
 */
export function rawResponse(failure: ActionError): string {
  const text = removeOwnSecrets(upstreamResponseOf(failure)?.text ?? '', REDACTED).slice(0, MAX_SCANNED_CHARACTERS);
  const withoutTokens = redactTokens(text, REDACTED);
  const shown = SECRETS.reduce((rest, secret) => rest.replace(secret, `$1${REDACTED}`), withoutTokens);
  return shown.slice(0, MAX_CHARACTERS);
}

function upstreamResponseOf(failure: ActionError): RejectedResponse | undefined {
  const kinds = [UpstreamRejected, UpstreamThrottled, UpstreamUnavailable, UpstreamBadResponse];
  return kinds.some((kind) => failure instanceof kind) ? (failure as UpstreamRejected).response : undefined;
}
