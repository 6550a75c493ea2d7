import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { callerOfRequest } from '../../auth/access/caller.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { recordOf } from '../../observability/call-record.js';
import { Metrics } from '../../observability/metrics.js';
import { deadlineOf } from '../../resilience/deadline/request-deadline.js';
import { BodyConfig } from './body.config.js';
import { CatalogueEntry } from '../catalogue/catalogue.js';
import { DataActionCall } from './data-action-call.js';
import { coerceInput } from '../input/coerce-input.js';
import { readCallContext } from './read-call-context.js';
import { readJsonBody } from './request-body.js';
import { splitRequestBody } from './split-request-body.js';
import { findUnrendered } from '../input/unrendered-template.js';

interface ActionRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly action: CatalogueEntry;
}

/** Makes a call of a request: reads its body, tells its shape and normalises the input; what comes after works on the call. */
@Injectable()
export class CallReader {
  constructor(
    private readonly config: BodyConfig,
    private readonly metrics: Metrics,
  ) {}

  /** @throws UnsupportedMediaType | PayloadTooLarge | MalformedJson | InvalidInput */
  async read({ request, response, action: { name, inputSchema } }: ActionRequest): Promise<DataActionCall> {
    const body = await readJsonBody(request, response, this.config.limitBytes);
    const { input, context } = splitRequestBody(body.value);
    const { value, droppedFields } = coerceInput(input, inputSchema);
    if (droppedFields > 0) this.metrics.droppedFields.inc({ action: name }, droppedFields);
    if (body.mayHaveTemplateReference) {
      const unrendered = [...findUnrendered(value, ''), ...findUnrendered(context, '')];
      if (unrendered.length > 0) throw new InvalidInput(unrendered);
    }
    const told = context && readCallContext(context);
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
      bodyIdempotencyKey: keyIn(input) ?? keyIn(context),
      ...(told && { flow: told.flow, interaction: told.interaction }),
    };
  }
}

/** The body's own idempotency key, beside the input or in it; `""` and null are none, as for any optional field. */
function keyIn(part: object | undefined): unknown {
  const { idempotency_key: key } = (part ?? {}) as { idempotency_key?: unknown };
  return key === '' || key === null ? undefined : key;
}
