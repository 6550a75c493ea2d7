import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { errorResponse, toActionError } from '../errors/error-envelope.js';
import { InMemoryResponse } from './in-memory-request.js';

/** The answer to what never became a call, or ended without an answer: told in the same envelope as every failure. */
export function internalErrorResponse(error: unknown): InMemoryResponse {
  const failure = toActionError(error);
  const correlationId = randomUUID();
  new Logger('Function').error(`${failure.message} (correlation id ${correlationId})`, failure.cause);
  const { httpStatus, headers, body } = errorResponse(failure, 'status', correlationId);
  const bytes = Buffer.from(JSON.stringify(body));
  return {
    status: httpStatus,
    headers: {
      ...headers,
      'x-correlation-id': correlationId,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(bytes.length),
    },
    body: bytes,
  };
}
