import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { SimulatorResponse } from '../simulator/route.js';

/** A detail of an error of the Genesys Cloud API: the field with the problem. */
export interface ApiErrorDetail {
  readonly errorCode: string;
  readonly fieldName: string;
}

const DEFAULTS: Readonly<Record<number, { code: string; message: string }>> = {
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

/** Returns an error in the API's format, by default with the API's usual code and message for the status. */
export function apiError(
  status: number,
  more: { code?: string; message?: string; details?: readonly ApiErrorDetail[]; headers?: Record<string, string> } = {},
): SimulatorResponse {
  const contextId = randomUUID();
  const defaults = DEFAULTS[status] ?? { code: 'error', message: STATUS_CODES[status] ?? 'Error' };
  return {
    status,
    headers: { 'ININ-Correlation-Id': contextId, ...more.headers },
    body: {
      message: more.message ?? defaults.message,
      code: more.code ?? defaults.code,
      status,
      messageParams: {},
      contextId,
      details: more.details ?? [],
      errors: [],
    },
  };
}
