import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Request, Response } from 'express';
import { defer, mergeMap, Observable } from 'rxjs';
import { callerOfRequest } from '../auth/caller.js';
import { InvalidInput } from '../errors/request-errors.js';
import { recordOf } from '../observability/call-record.js';
import { Metrics } from '../observability/metrics.js';
import { deadlineOf } from '../resilience/request-deadline.js';
import { BodyConfig } from './body.config.js';
import { Catalogue } from './catalogue.js';
import { DataActionCall, setCall } from './data-action-call.js';
import { JsonSchema } from './json-schema.js';
import { normalise } from './normalise.js';
import { readJsonBody } from './request-body.js';
import { CallContext } from './request-envelope.js';
import { takeApart } from './request-shape.js';
import { findUnrendered } from './unrendered-template.js';
import { validateInput } from './validate-input.js';

/** Reads a request's body, tells its shape and normalises the input; what comes after works on the call. */
@Injectable()
export class InputInterceptor implements NestInterceptor {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly config: BodyConfig,
    private readonly metrics: Metrics,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const { name, inputSchema } = this.catalogue.find(context.getClass());
    return defer(async () => {
      const body = await readJsonBody(request, response, this.config.limitBytes);
      const call = this.establish(request, name, inputSchema, body);
      call.record.endStage('input');
      setCall(request, call);
    }).pipe(mergeMap(() => next.handle()));
  }

  /** @throws InvalidInput */
  private establish(request: Request, action: string, inputSchema: JsonSchema, body: unknown): DataActionCall {
    const { input, context } = takeApart(body);
    const { value, droppedFields } = normalise(input, inputSchema);
    if (droppedFields > 0) this.metrics.droppedFields.inc({ action }, droppedFields);
    const unrendered = [...findUnrendered(value, ''), ...findUnrendered(context, '')];
    if (unrendered.length > 0) throw new InvalidInput(unrendered);
    const told = context && validateInput(CallContext, normalise(context, this.catalogue.contextSchema).value);
    const record = recordOf(request);
    if (told) {
      record.flowId = told.flow.id;
      record.interactionId = told.interaction.id;
    }
    return {
      caller: callerOfRequest(request),
      deadline: deadlineOf(request),
      record,
      input: value,
      givenKey: keyIn(input) ?? keyIn(context),
      ...(told && { flow: told.flow, interaction: told.interaction }),
    };
  }
}

/** The body's own idempotency key, beside the input or in it; `""` and null are none, as for any optional field. */
function keyIn(part: object | undefined): unknown {
  const { idempotency_key: key } = (part ?? {}) as { idempotency_key?: unknown };
  return key === '' || key === null ? undefined : key;
}
