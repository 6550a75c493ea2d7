import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { callerOfRequest } from '../../auth/access/caller.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { MessageList } from '../../limits/text/message-list.js';
import { recordOf } from '../../observability/call/call-record.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { deadlineOf } from '../../resilience/deadline/request-deadline.js';
import { BodyBudget, BodyReservation } from './body/body-budget.js';
import { BodyConfig } from './body/body.config.js';
import { CatalogueEntry } from '../catalogue/catalogue.js';
import { DataActionCall } from './context/data-action-call.js';
import { coerceInput } from '../input/coerce-input.js';
import { readCallContext } from './context/read-call-context.js';
import { readJsonBody } from './body/request-body.js';
import { splitRequestBody } from './body/split-request-body.js';
import { collectUnrendered } from '../input/unrendered-template.js';

interface ActionRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly action: CatalogueEntry;
}

/** Creates the call from a request: reads the body, splits it, and coerces the input. */
@Injectable()
export class CallReader {
  constructor(
    private readonly config: BodyConfig,
    private readonly metrics: Metrics,
    private readonly bodies: BodyBudget,
  ) {}

  /** Opens a reservation in the body budget. Release it when the call ends. */
  openBody(): BodyReservation {
    return this.bodies.open();
  }

  /**
   * Reads the call of a request.
   *
   * @param reserve reserves memory before a chunk of the body is stored
   * @throws UnsupportedMediaType | PayloadTooLarge | Overloaded | MalformedJson | InvalidInput
   */
  async read(
    { request, response, action }: ActionRequest,
    reserve: BodyReservation['reserve'],
  ): Promise<DataActionCall> {
    const { name, inputSchema, upstreamTimeoutMs } = action;
    const deadline = deadlineOf(request);
    const body = await readJsonBody(request, response, {
      limitBytes: this.config.limitBytes,
      reserve,
      onAbort: (callback) => deadline.onAbort(callback),
    });
    const { input, context } = splitRequestBody(body.value);
    const { value, droppedFields } = coerceInput(input, inputSchema);
    if (droppedFields > 0) this.metrics.droppedFields.inc({ action: name }, droppedFields);
    if (body.mayHaveTemplateReference) {
      const unrendered = new MessageList();
      collectUnrendered(value, '', unrendered);
      collectUnrendered(context, '', unrendered);
      if (!unrendered.isEmpty)
        throw new InvalidInput(unrendered.messages, `${unrendered.count} values contain an unrendered template`);
    }
    const origin = context && readCallContext(context);
    const record = recordOf(request);
    if (origin) {
      record.flowId = origin.flow.id;
      record.interactionId = origin.interaction.id;
    }
    return {
      caller: callerOfRequest(request),
      deadline,
      ...(upstreamTimeoutMs !== undefined && { upstreamTimeoutMs }),
      record,
      input: value,
      bodyIdempotencyKey: keyIn(input) ?? keyIn(context),
      ...(origin && { flow: origin.flow, interaction: origin.interaction }),
    };
  }
}

/** Returns `idempotency_key` of the body or the input. An empty string and null count as absent. */
function keyIn(part: object | undefined): unknown {
  const { idempotency_key: key } = (part ?? {}) as { idempotency_key?: unknown };
  return key === '' || key === null ? undefined : key;
}
