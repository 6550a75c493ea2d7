import { IncomingHttpHeaders } from 'node:http';
import { FAILURE_STYLES, FailureStyle } from '../errors/error-envelope.js';
import { InvalidHeader } from '../errors/request-errors.js';

/** What a caller asks of a call by its headers. */
export interface CallOptions {
  readonly failureStyle?: FailureStyle;
  /** The flow's own patience; may only shorten the deadline. */
  readonly timeoutMs?: number;
}

/** Reads the headers that steer a call. @throws InvalidHeader for a value that makes no sense */
export function readCallOptions(headers: IncomingHttpHeaders): CallOptions {
  const failureStyle = readFailureStyle(headers['x-failure-style']);
  const timeoutMs = readTimeoutMs(headers['x-action-timeout-ms']);
  return { ...(failureStyle && { failureStyle }), ...(timeoutMs !== undefined && { timeoutMs }) };
}

function readFailureStyle(header: string | string[] | undefined): FailureStyle | undefined {
  if (header === undefined) return undefined;
  const style = FAILURE_STYLES.find((known) => known === header);
  if (!style) throw new InvalidHeader(`X-Failure-Style must be ${FAILURE_STYLES.join(' or ')}`);
  return style;
}

function readTimeoutMs(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const timeoutMs = typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : 0;
  if (timeoutMs === 0) throw new InvalidHeader('X-Action-Timeout-Ms must be a positive whole number of milliseconds');
  return timeoutMs;
}
