import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Request, Response } from 'express';
import { from, lastValueFrom, Observable } from 'rxjs';
import { Envelope } from '../errors/error-envelope.js';
import { deadlineOf } from '../resilience/request-deadline.js';
import { readCallOptions } from './call-options.js';
import { dataActionOf } from './data-action.metadata.js';
import { prepareFailure } from './prepare-failure.js';

/** Ends every call in time and in the envelope: a failure is told in the style that the caller chose. */
@Injectable()
export class FailureInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<Envelope>): Observable<Envelope> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const { failureStyle: style, refusal } = readCallOptions(request.headers);
    if (refusal) throw refusal;
    const action = dataActionOf(context.getClass());
    const deadline = deadlineOf(request);
    response.once('close', () => deadline.hangUp());
    return from(
      deadline
        .race(lastValueFrom(next.handle()))
        .catch((thrown: unknown) => prepareFailure(request, response, thrown, { action, style })),
    );
  }
}
