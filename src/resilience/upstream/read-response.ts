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
const RESPONSE_JSON_LIMITS = { maxDepth: 100, maxValues: 200_000 };

const BEYOND = {
  depth: `gave an answer that is nested deeper than ${RESPONSE_JSON_LIMITS.maxDepth} levels`,
  values: `gave an answer with more than ${RESPONSE_JSON_LIMITS.maxValues} values`,
};

/**
 * Judges an answer.
 *
 * @throws UpstreamRejected | UpstreamThrottled | UpstreamUnavailable | UpstreamBadResponse
 */
export function readResponse(
  upstream: string,
  { status, headers, body, defect }: BufferedResponse,
  expects: ResponseForm = 'json',
): UpstreamResponse {
  // A status that refuses has said it; what explains it is welcome and not needed.
  if (status >= 300) throw refusal(upstream, { status, headers, text: defect ? '' : body.toString('utf8') });
  if (defect && !hasNoContent(status)) throw spoiled(upstream, defect);
  if (expects === 'nothing') return { status, headers, body: null };
  const text = hasNoContent(status) ? '' : body.toString('utf8');
  if (expects === 'text') return { status, headers, body: text };
  return { status, headers, body: hasNoContent(status) ? null : parse(upstream, { status, headers, text }) };
}

function spoiled(upstream: string, cause: Error): UpstreamBadResponse {
  if (cause instanceof ResponseTooLarge)
    return new UpstreamBadResponse(upstream, 'gave an answer over 2 MB', { cause, defect: 'too-large' });
  if (cause instanceof UndecodableResponse)
    return new UpstreamBadResponse(upstream, 'gave an answer that does not decode as its Content-Encoding says', {
      cause,
    });
  return new UpstreamBadResponse(upstream, 'cut its answer short', { cause, defect: 'cut-short' });
}

/** 204 and 205 come without a body, whatever was asked and is announced (RFC 9110 §15.3.5, §15.3.6). */
const hasNoContent = (status: number): boolean => status === 204 || status === 205;

function parse(upstream: string, answer: RejectedResponse): unknown {
  const { text, headers } = answer;
  const excess = findExcess(text, RESPONSE_JSON_LIMITS);
  if (excess) throw new UpstreamBadResponse(upstream, BEYOND[excess], { defect: 'too-large' });
  try {
    // A byte order mark is nothing that RFC 8259 §8.1 wants sent, and nothing to stumble over.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own words quote the text, which may be a customer's.
    const cause = new Error(`${headers['content-type'] ?? 'no type'}, ${text.length} characters`);
    throw new UpstreamBadResponse(upstream, 'gave an answer that is not JSON', { cause, answer });
  }
}

function refusal(upstream: string, answer: Omit<UpstreamResponse, 'body'> & { text: string }): Error {
  const { status, headers } = answer;
  const retryAfterMs = parseRetryAfterMs(headers['retry-after'], Date.now());
  const asked = retryAfterMs !== undefined && { retryAfterMs };
  const circumstances = { answer: { ...answer, ...asked }, ...asked };
  if (status === 429) return new UpstreamThrottled(upstream, circumstances);
  if (status >= 500) return new UpstreamUnavailable(upstream, status, circumstances);
  if (status >= 400) return new UpstreamRejected(upstream, status, circumstances);
  return new UpstreamBadResponse(upstream, `answered with ${status} instead of a result`, circumstances);
}
