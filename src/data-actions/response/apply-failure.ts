import { Request, Response } from 'express';
import { Envelope, FailureStyle } from '../../envelope/envelope.js';
import { errorResponse, toActionError } from '../../envelope/error-response.js';
import { recordOf } from '../../observability/call/call-record.js';
import { DataActionMetadata } from '../contract/data-action.metadata.js';
import { hasCall } from '../request/context/data-action-call.js';

interface FailedExchange {
  readonly request: Request;
  readonly response: Response;
  readonly action?: DataActionMetadata | undefined;
}

/**
 * Records a failure, sets status and headers of the response, and returns the body. Every failure response is created here,
 * inside and outside the pipeline.
 *
 * @param style requested by the caller. Default: the action's style
 */
export function applyFailure(
  { request, response, action }: FailedExchange,
  thrown: unknown,
  style: FailureStyle = action?.failureStyle ?? 'status',
): Envelope {
  const record = recordOf(request);
  const error = toActionError(thrown, !hasCall(request));
  const { httpStatus, headers, body } = errorResponse(error, style, record.correlationId);
  record.code = error.code;
  record.source = body.source;
  record.failure = error;
  if (!response.headersSent) response.status(httpStatus).set(headers);
  return { ...body, ...action?.extras?.ofFailure(error) };
}
