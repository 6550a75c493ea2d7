import { ActionError } from '../../../errors/action-error.js';
import {
  RejectedResponse,
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
} from '../../../errors/upstream-errors.js';
import { hideTokens } from '../../../redaction/hide-tokens.js';
import { removeOwnSecrets } from '../../../redaction/own-secrets.js';

/** The longest part of an upstream's answer that is passed on. */
const MAX_CHARACTERS = 1_000;

/** Looked through for secrets; what comes later is not passed on, and may be 2 MB. */
const MAX_SCANNED_CHARACTERS = 10_000;

const REDACTED = '[redacted]';

/** What is no word and no number, but something that opens a door; the first group stays. */
const SECRETS: readonly RegExp[] = [
  // The credentials of an Authorization header (RFC 9110 §11.4), not the words "bearer token".
  /\b((?:bearer|basic)\s+)(?=[^\s"',]*[\d=]|[^\s"',]{16})[^\s"',]+/gi,
  // A member or parameter whose name says it, with its value in quotes or up to the next blank.
  /(?<![\w-])((?=[\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|authorization|credential|cookie|signature))[\w-]+\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted)[^\s"'\\,&}{[\]]{2,}/gi,
  // The platform's own opaque tokens, and whatever is as long.
  /(?<![\w-])()[\w-]{40,}/g,
];

/**
 * What an upstream answered where a call failed on its answer: at most 1,000 characters, without tokens and keys.
 *
 * @returns '' where there was no answer
 */
export function rawResponse(failure: ActionError): string {
  const text = removeOwnSecrets(answerOf(failure)?.text ?? '', REDACTED).slice(0, MAX_SCANNED_CHARACTERS);
  const withoutTokens = hideTokens(text, REDACTED);
  const shown = SECRETS.reduce((rest, secret) => rest.replace(secret, `$1${REDACTED}`), withoutTokens);
  return shown.slice(0, MAX_CHARACTERS);
}

function answerOf(failure: ActionError): RejectedResponse | undefined {
  const kinds = [UpstreamRejected, UpstreamThrottled, UpstreamUnavailable, UpstreamBadResponse];
  return kinds.some((kind) => failure instanceof kind) ? (failure as UpstreamRejected).response : undefined;
}
