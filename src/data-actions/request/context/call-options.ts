import { IncomingHttpHeaders } from 'node:http';
import { FAILURE_STYLES, FailureStyle } from '../../../envelope/envelope.js';
import { InvalidHeader } from '../../../errors/request-errors.js';

export interface CallOptions {
  readonly failureStyle?: FailureStyle;
  /** Shortens the deadline. */
  readonly timeoutMs?: number;
  /** Error for invalid values, which are otherwise ignored. The interceptor throws it after authentication. */
  readonly refusal?: InvalidHeader;
}

/** Shared instance for calls without options. */
const NONE: CallOptions = {};

/** Reads the option headers. The options apply to every response of the call, including responses of the guards. */
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
