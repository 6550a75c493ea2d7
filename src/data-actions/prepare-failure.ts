import { Request, Response } from 'express';
import { Envelope, failureAnswer, FailureStyle, toActionError } from '../errors/error-envelope.js';
import { recordOf } from '../observability/call-record.js';
import { DataActionMetadata } from './data-action.metadata.js';

/** To whom a failure is told. */
interface FailureTold {
  /** The action that was called, where it is known. */
  readonly action?: DataActionMetadata | undefined;
  /** The style that the caller chose; absent: the action's own. */
  readonly style?: FailureStyle | undefined;
}

/**
 * Notes a failure in the call's record, puts its status and headers on the response, and gives the body to send: the one
 * way in which a failure leaves, from the pipeline of an action as well as from before it.
 */
export function prepareFailure(request: Request, response: Response, thrown: unknown, told: FailureTold): Envelope {
  const record = recordOf(request);
  const error = toActionError(thrown);
  const { action, style = action?.failureStyle ?? 'status' } = told;
  const { httpStatus, headers, body } = failureAnswer(error, style, record.correlationId);
  record.code = error.code;
  record.source = body.source;
  record.failure = error;
  if (!response.headersSent) response.status(httpStatus).set(headers);
  return { ...body, ...action?.extras?.ofFailure(error) };
}
