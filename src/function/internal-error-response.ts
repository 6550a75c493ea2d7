import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { errorResponse, toActionError } from '../envelope/error-response.js';
import { InMemoryResponse } from '../server/wire/in-memory-request.js';

/** Returns the error envelope for a request that never reached the application or got no response, and logs the error. */
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
