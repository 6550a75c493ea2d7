import { CallHandler, ExecutionContext, Inject, Injectable, NestInterceptor } from '@nestjs/common';
import { Request, Response } from 'express';
import { lastValueFrom, Observable, of } from 'rxjs';
import { Envelope } from '../../envelope/envelope.js';
import { Output } from '../../json/output.js';
import { recordOf } from '../../observability/call/call-record.js';
import { deadlineOf } from '../../resilience/deadline/request-deadline.js';
import { readCallOptions } from '../request/context/call-options.js';
import { CallReader } from '../request/call-reader.js';
import { Catalogue, CatalogueEntry } from '../catalogue/catalogue.js';
import { callOf, DataActionCall, setCall } from '../request/context/data-action-call.js';
import { ActionConcurrency } from './action-concurrency.js';
import { OutputLimit } from '../response/output-limit.js';
import { reserveOutgoing } from '../response/outgoing-memory.js';
import { successEnvelope } from '../../envelope/success-envelope.js';

export interface HttpExchange {
  readonly action: CatalogueEntry;
  readonly request: Request;
  readonly response: Response;
}

/**
 * Reads the call from the request, runs the action within the deadline and returns the output in the envelope. A subclass
 * can return a stored output without running the action. Nest's exception filters handle all errors.
 */
@Injectable()
export class CallInterceptor implements NestInterceptor<object, Envelope> {
  @Inject(OutputLimit)
  private readonly outputLimit!: OutputLimit;

  @Inject(ActionConcurrency)
  private readonly concurrency!: ActionConcurrency;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly reader: CallReader,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<object>): Promise<Observable<Envelope>> {
    return of(await this.run(context, () => lastValueFrom(next.handle(), { defaultValue: {} })));
  }

  /** Returns the output of a call. @param handle runs the action with the call that is stored in the request */
  protected output(
    _call: DataActionCall,
    _exchange: HttpExchange,
    handle: () => Promise<Output>,
  ): Output | Promise<Output> {
    return handle();
  }

  private async run(context: ExecutionContext, handle: () => Promise<object>): Promise<Envelope> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const action = this.catalogue.find(context.getClass());
    const exchange = { action, request, response: http.getResponse<Response>() };
    const { refusal } = readCallOptions(request.headers);
    if (refusal) throw refusal;
    recordOf(request).action = action.name;
    return deadlineOf(request).race(this.respond(exchange, handle));
  }

  private async respond(exchange: HttpExchange, handle: () => Promise<object>): Promise<Envelope> {
    const body = this.reader.openBody();
    try {
      const call = await this.reader.read(exchange, body.reserve);
      const { record } = call;
      record.endStage('input');
      setCall(exchange.request, call);
      const output = await this.output(call, exchange, () => this.execute(exchange, handle));
      record.endStage('execute');
      reserveOutgoing(output, exchange.response);
      record.code = 'OK';
      record.source ??= 'api';
      const { extras } = exchange.action;
      return successEnvelope(output, record.source, record.correlationId, extras?.ofOutput(output.data));
    } finally {
      body.release();
    }
  }

  /** Reads the call from the request again, because a cache load replaces it by a call with another deadline. */
  private async execute({ action, request }: HttpExchange, handle: () => Promise<object>): Promise<Output> {
    return this.outputLimit.check(await this.concurrency.run(action, callOf(request).deadline, handle));
  }
}
