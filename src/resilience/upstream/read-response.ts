import {
  RejectedResponse,
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
} from '../../errors/upstream-errors.js';
import { findExcess } from '../../json/json-size.js';
import { BufferedResponse, ResponseTooLarge, UndecodableResponse } from '../transport/buffered-response.js';
import { parseRetryAfterMs } from './retry-after.js';
import { ResponseForm, UpstreamResponse } from './upstream-request.js';

/** Limits of the JSON in a response. */
const RESPONSE_JSON_LIMITS = { maxDepth: 100, maxValues: 100_000 };

/** Number of bytes that are read from the body of a failure. */
const MAX_FAILURE_BYTES = 16_384;

const BEYOND = {
  depth: `sent a response that is nested deeper than ${RESPONSE_JSON_LIMITS.maxDepth} levels`,
  values: `sent a response with more than ${RESPONSE_JSON_LIMITS.maxValues} values`,
};

/**
 * Parses a response, or throws its failure.
 *
 * @throws UpstreamRejected | UpstreamThrottled | UpstreamUnavailable | UpstreamBadResponse
 */
export function readResponse(
  upstream: string,
  { status, headers, body, defect }: BufferedResponse,
  expects: ResponseForm = 'json',
): UpstreamResponse {
  // A failure status is enough. Its body is optional detail.
  if (status >= 300) {
    const text = defect ? '' : body.toString('utf8', 0, MAX_FAILURE_BYTES);
    throw failureOf(upstream, { status, headers, text });
  }
  if (defect && !hasNoContent(status)) throw badResponse(upstream, defect);
  if (expects === 'nothing') return { status, headers, body: null };
  const text = hasNoContent(status) ? '' : body.toString('utf8');
  if (expects === 'text') return { status, headers, body: text };
  if (typeof expects === 'function')
    return { status, headers, body: parse(upstream, { status, headers, text }, expects) };
  return {
    status,
    headers,
    body: hasNoContent(status) ? null : parse(upstream, { status, headers, text }, JSON.parse),
  };
}

function badResponse(upstream: string, cause: Error): UpstreamBadResponse {
  if (cause instanceof ResponseTooLarge)
    return new UpstreamBadResponse(upstream, `sent a response ${cause.message}`, { cause, defect: 'too-large' });
  if (cause instanceof UndecodableResponse)
    return new UpstreamBadResponse(upstream, 'sent a response that does not match its Content-Encoding', {
      cause,
    });
  return new UpstreamBadResponse(upstream, 'ended its response early', { cause, defect: 'cut-short' });
}

/**
 * Returns whether a response has no body: 204 and 205 never have one, regardless of their headers (RFC 9110 §15.3.5,
 * §15.3.6).
 */
const hasNoContent = (status: number): boolean => status === 204 || status === 205;

function parse(upstream: string, response: RejectedResponse, read: (text: string) => unknown): unknown {
  const { text, headers } = response;
  const excess = findExcess(text, RESPONSE_JSON_LIMITS);
  if (excess) throw new UpstreamBadResponse(upstream, BEYOND[excess], { defect: 'too-large' });
  try {
    // RFC 8259 §8.1 forbids sending a byte order mark and allows ignoring it.
    return read(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's message quotes the text, which may be personal data.
    const cause = new Error(`${headers['content-type'] ?? 'no type'}, ${text.length} characters`);
    throw new UpstreamBadResponse(upstream, 'sent a response that is not JSON', {
      cause,
      response: { ...response, text: text.slice(0, MAX_FAILURE_BYTES) },
    });
  }
}

function failureOf(upstream: string, response: RejectedResponse): Error {
  const { status, headers } = response;
  const retryAfterMs = parseRetryAfterMs(headers['retry-after'], Date.now());
  const retryAfter = retryAfterMs !== undefined && { retryAfterMs };
  const details = { response: { ...response, ...retryAfter }, ...retryAfter };
  if (status === 429) return new UpstreamThrottled(upstream, details);
  if (status >= 500) return new UpstreamUnavailable(upstream, status, details);
  if (status >= 400) return new UpstreamRejected(upstream, status, details);
  return new UpstreamBadResponse(upstream, `returned ${status} instead of a result`, details);
}
