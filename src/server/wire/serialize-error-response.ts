import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { ActionError } from '../../errors/action-error.js';
import { errorResponse } from '../../envelope/error-response.js';
import { API_SECURITY_HEADERS } from '../gates/security-headers.js';

/** Returns the raw response for a failure without a parsed request. The connection closes after it. */
export function serializeErrorResponse(failure: ActionError): string {
  const correlationId = randomUUID();
  const { httpStatus, headers, body } = errorResponse(failure, 'status', correlationId);
  const text = JSON.stringify(body);
  const all = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Correlation-Id': correlationId,
    Connection: 'close',
    ...API_SECURITY_HEADERS,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}`, ...lines, '', text].join('\r\n');
}
