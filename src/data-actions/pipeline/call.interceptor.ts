import { ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Request, Response } from 'express';
import { JsonText } from '../../json/json-text.js';
import { deadlineOf } from '../../resilience/deadline/request-deadline.js';
import { readCallOptions } from '../request/call-options.js';
import { CallReader } from '../request/call-reader.js';
import { Catalogue, CatalogueEntry } from '../catalogue/catalogue.js';
import { DataActionCall, setCall } from '../request/data-action-call.js';
import { DirectInterceptor } from './direct.interceptor.js';
import { envelopeText, successText } from '../response/envelope-text.js';
import { OutputLimit } from '../response/output-limit.js';
import { applyFailure } from '../response/apply-failure.js';

/** A call on its way through the pipeline. */
export interface HttpExchange {
  readonly action: CatalogueEntry;
  readonly request: Request;
  readonly response: Response;
}

/**
 * Makes a call of a request, and ends it in time and in the envelope: with the action's output, or with its failure in the
 * style that the caller chose. Where an output need not be made, or not again, a subclass finds it.
 */
@Injectable()
export class CallInterceptor extends DirectInterceptor {
  @Inject(OutputLimit)
  private readonly outputLimit!: OutputLimit;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly reader: CallReader,
  ) {
    super();
  }

  override async run(context: ExecutionContext, handle: () => Promise<object>): Promise<JsonText> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const exchange = {
      action: this.catalogue.find(context.getClass()),
      request,
      response: http.getResponse<Response>(),
    };
    const { failureStyle: style, refusal } = readCallOptions(request.headers);
    if (refusal) throw refusal;
    try {
      return await deadlineOf(request).race(this.answer(exchange, handle));
    } catch (thrown) {
      return envelopeText(applyFailure(exchange, thrown, style));
    }
  }

  /** @param handle has the action make the output of the request's call, as it is set by then */
  protected output(
    _call: DataActionCall,
    _exchange: HttpExchange,
    handle: () => Promise<object>,
  ): object | Promise<object> {
    return handle();
  }

  private async answer(exchange: HttpExchange, handle: () => Promise<object>): Promise<JsonText> {
    const body = this.reader.openBody();
    try {
      const call = await this.reader.read({ ...exchange, reserve: body.reserve });
      const { record } = call;
      record.endStage('input');
      setCall(exchange.request, call);
      const data = await this.output(call, exchange, async () => this.outputLimit.check(await handle()));
      record.endStage('execute');
      record.code = 'OK';
      record.source ??= 'api';
      return successText(data, record.source, record.correlationId, exchange.action.extras?.ofOutput(data));
    } finally {
      body.release();
    }
  }
}
