import { Request, Response } from 'express';
import { Envelope, errorResponse, FailureStyle, toActionError } from '../../errors/error-envelope.js';
import { recordOf } from '../../observability/call-record.js';
import { DataActionMetadata } from '../contract/data-action.metadata.js';
import { hasCall } from '../request/data-action-call.js';

/** What a failure ends. */
interface FailedExchange {
  readonly request: Request;
  readonly response: Response;
  /** The action that was called, where it is known. */
  readonly action?: DataActionMetadata | undefined;
}

/**
 * Notes a failure in the call's record, puts its status and headers on the response, and gives the body to send: the one
 * way in which a failure leaves, from the pipeline of an action as well as from before it.
 *
 * @param style the one that the caller chose; undefined: the action's own
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
