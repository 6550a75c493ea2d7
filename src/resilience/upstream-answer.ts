import { Readable } from 'node:stream';
import {
  RefusedAnswer,
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
} from '../errors/upstream-errors.js';
import type { GenericAbortSignal } from './axios.js';
import { readLimited } from './limited-body.js';
import { parseRetryAfterMs } from './retry-after.js';
import { UpstreamAnswer } from './upstream-request.js';

/** The largest answer that is read, unpacked. */
const MAX_ANSWER_BYTES = 2 * 1_024 * 1_024;

/** An answer whose head is here and whose body is still to come. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readable;
}

/**
 * Reads an answer to its end, and judges it.
 *
 * @throws UpstreamRejected | UpstreamThrottled | UpstreamUnavailable | UpstreamBadResponse
 */
export async function readAnswer(
  upstream: string,
  head: AnswerHead,
  signal: GenericAbortSignal,
): Promise<UpstreamAnswer> {
  const { status, body } = head;
  const headers = plainHeaders(head);
  if (status >= 300) {
    // The status alone has said it; what explains it is welcome and not needed.
    const text = await readLimited(body, MAX_ANSWER_BYTES, signal).catch(() => '');
    throw refusal(upstream, { status, headers, text });
  }
  const text = await readLimited(body, MAX_ANSWER_BYTES, signal).catch((error: unknown) => {
    throw spoiled(upstream, error);
  });
  return { status, headers, body: hasNoContent(status) ? null : parse(upstream, { status, headers, text }) };
}

function spoiled(upstream: string, cause: unknown): UpstreamBadResponse {
  if (cause instanceof RangeError)
    return new UpstreamBadResponse(upstream, 'gave an answer over 2 MB', { cause, flaw: 'too-large' });
  return new UpstreamBadResponse(upstream, 'cut its answer short', { cause, flaw: 'cut-short' });
}

/** 204 and 205 come without a body, whatever was asked (RFC 9110 §15.3.5, §15.3.6). */
const hasNoContent = (status: number): boolean => status === 204 || status === 205;

function parse(upstream: string, answer: RefusedAnswer): unknown {
  const { text, headers } = answer;
  try {
    // A byte order mark is nothing that RFC 8259 §8.1 wants sent, and nothing to stumble over.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own words quote the text, which may be a customer's.
    const cause = new Error(`${headers['content-type'] ?? 'no type'}, ${text.length} characters`);
    throw new UpstreamBadResponse(upstream, 'gave an answer that is not JSON', { cause, answer });
  }
}

function refusal(upstream: string, answer: Omit<UpstreamAnswer, 'body'> & { text: string }): Error {
  const { status, headers } = answer;
  const retryAfterMs = parseRetryAfterMs(headers['retry-after'], Date.now());
  const asked = retryAfterMs !== undefined && { retryAfterMs };
  const circumstances = { answer: { ...answer, ...asked }, ...asked };
  if (status === 429) return new UpstreamThrottled(upstream, circumstances);
  if (status >= 500) return new UpstreamUnavailable(upstream, status, circumstances);
  if (status >= 400) return new UpstreamRejected(upstream, status, circumstances);
  return new UpstreamBadResponse(upstream, `answered with ${status} instead of a result`, circumstances);
}

function plainHeaders({ headers }: AnswerHead): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) plain[name.toLowerCase()] = String(headers[name]);
  return plain;
}
