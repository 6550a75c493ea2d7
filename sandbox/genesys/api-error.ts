import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Answer } from '../route.js';

/** A refusal of the Genesys Cloud API; `details` name the fields that it is about. */
export interface ApiErrorDetail {
  readonly errorCode: string;
  readonly fieldName: string;
}

const USUAL: Readonly<Record<number, { code: string; message: string }>> = {
  400: { code: 'bad.request', message: 'The request could not be understood by the server due to malformed syntax.' },
  401: { code: 'bad.credentials', message: 'Invalid login credentials.' },
  403: { code: 'missing.any.permissions', message: 'You are not authorized to perform the requested action.' },
  404: { code: 'not.found', message: 'The requested resource was not found.' },
  409: { code: 'general.conflict', message: 'The request conflicts with the current state of the resource.' },
  429: { code: 'too.many.requests', message: 'Rate limit exceeded the maximum.' },
  500: { code: 'internal.server.error', message: 'The server encountered an unexpected condition.' },
  503: { code: 'service.unavailable', message: 'Service Unavailable - The server is currently unavailable.' },
  504: { code: 'gateway.timeout', message: 'The request timed out.' },
};

/** An error in the API's own body, the usual one of its status unless it says more. */
export function apiError(
  status: number,
  more: { code?: string; message?: string; details?: readonly ApiErrorDetail[]; headers?: Record<string, string> } = {},
): Answer {
  const contextId = randomUUID();
  const usual = USUAL[status] ?? { code: 'error', message: STATUS_CODES[status] ?? 'Error' };
  return {
    status,
    headers: { 'ININ-Correlation-Id': contextId, ...more.headers },
    body: {
      message: more.message ?? usual.message,
      code: more.code ?? usual.code,
      status,
      messageParams: {},
      contextId,
      details: more.details ?? [],
      errors: [],
    },
  };
}
