import { IncomingHttpHeaders } from 'node:http';
import { FAILURE_STYLES, FailureStyle } from '../../errors/error-envelope.js';
import { InvalidHeader } from '../../errors/request-errors.js';

/** What a caller asks of a call by its headers. */
export interface CallOptions {
  readonly failureStyle?: FailureStyle;
  /** The flow's own patience; may only shorten the deadline. */
  readonly timeoutMs?: number;
  /** What to answer where a value makes no sense, as soon as the caller is known; the value itself counts as absent. */
  readonly refusal?: InvalidHeader;
}

/** What most callers ask. */
const NONE: CallOptions = {};

/** Reads the headers that steer a call. They hold from its arrival on, so they are read before anyone may refuse the call. */
export function readCallOptions(headers: IncomingHttpHeaders): CallOptions {
  const style = headers['x-failure-style'];
  const timeout = headers['x-action-timeout-ms'];
  if (style === undefined && timeout === undefined) return NONE;
  const failureStyle = FAILURE_STYLES.find((known) => known === style);
  const timeoutMs = typeof timeout === 'string' && /^\d{1,12}$/.test(timeout) ? Number(timeout) : 0;
  const problems = [
    ...(style !== undefined && !failureStyle ? [`X-Failure-Style must be ${FAILURE_STYLES.join(' or ')}`] : []),
    ...(timeout !== undefined && timeoutMs === 0
      ? ['X-Action-Timeout-Ms must be a positive whole number of milliseconds']
      : []),
  ];
  return {
    ...(failureStyle && { failureStyle }),
    ...(timeoutMs > 0 && { timeoutMs }),
    ...(problems.length > 0 && { refusal: new InvalidHeader(problems) }),
  };
}
