import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Request, Response } from 'express';
import { lastValueFrom, Observable, of } from 'rxjs';
import { JsonText } from '../json/json-text.js';
import { deadlineOf } from '../resilience/request-deadline.js';
import { readCallOptions } from './call-options.js';
import { CallReader } from './call-reader.js';
import { Catalogue, CatalogueEntry } from './catalogue.js';
import { setCall } from './data-action-call.js';
import { envelopeText } from './envelope-text.js';
import { prepareFailure } from './prepare-failure.js';
import { successEnvelope } from './success-envelope.js';

/**
 * Makes a call of a request, and ends it in time and in the envelope: with the action's output, or with its failure in the
 * style that the caller chose.
 */
@Injectable()
export class CallInterceptor implements NestInterceptor<object, JsonText> {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly reader: CallReader,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<object>): Promise<Observable<JsonText>> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const { failureStyle: style, refusal } = readCallOptions(request.headers);
    if (refusal) throw refusal;
    const action = this.catalogue.find(context.getClass());
    const deadline = deadlineOf(request);
    response.once('close', () => deadline.hangUp());
    try {
      return of(await deadline.race(this.answer(request, response, action, next)));
    } catch (thrown) {
      return of(new JsonText(envelopeText(prepareFailure(request, response, thrown, { action, style }))));
    }
  }

  private async answer(
    request: Request,
    response: Response,
    action: CatalogueEntry,
    next: CallHandler<object>,
  ): Promise<JsonText> {
    const call = await this.reader.read(request, response, action);
    const { record } = call;
    record.endStage('input');
    setCall(request, call);
    const data = await lastValueFrom(next.handle());
    record.endStage('execute');
    const envelope = successEnvelope(data, record.source ?? 'api', record.correlationId);
    record.code = envelope.code;
    record.source = envelope.source;
    return new JsonText(envelopeText({ ...envelope, ...action.extras?.ofOutput(data) }));
  }
}
