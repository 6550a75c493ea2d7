import { IsDefined, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { WriteCall } from '../data-actions/request/context/data-action-call.js';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { InvalidInput } from '../errors/request-errors.js';
import { GenesysInvokeConfig } from '../upstreams/genesys/genesys-invoke.config.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';

class InvokeDataActionInput {
  /**
   * Key of this write: calls with the same key run the Data Action once. The header `Idempotency-Key` takes precedence.
   * @example "evt-2026-11-21-a1b2c3d4"
   */
  @IsOptional()
  readonly idempotency_key?: string;

  /**
   * Input of the Data Action to run.
   * @example { "contactId": "c-9876543210", "actionType": "update_status", "newStatus": "resolved" }
   */
  @IsDefined()
  @IsObject()
  readonly input_payload: Record<string, unknown>;

  /** Id of the Data Action to run. Default: the configured one. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  readonly data_action_id?: string;
}

class InvokeDataActionOutput {
  /**
   * Id of this invocation.
   * @example "da-inv-7c4d2f10-58aa-4c1e-9a55-0d7a3c1b2e4f"
   */
  readonly id: string;

  /**
   * Status of the invocation.
   * @example "completed"
   */
  readonly status: string;

  /**
   * Output of the Data Action.
   * @example { "contactId": "c-9876543210", "success": true }
   */
  readonly output: Record<string, unknown>;

  /**
   * The platform's request id, for support cases.
   * @example "2f1e0d3c-4b5a-6978-8796-a5b4c3d2e1f0"
   */
  readonly requestId: string;
}

/** Sends the idempotency key to the Data Action. Every attempt sends the same key, even after a crash. */
@DataAction('invoke-data-action', {
  effect: 'write',
  summary: 'Runs a Genesys Cloud Data Action once, even if the flow repeats the call',
  alsoServedAt: ['/invoke-data-action'],
  needs: ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'],
  needsOneOf: ['GENESYS_DATA_ACTION_ID', 'GENESYS_DATA_ACTION_IDS'],
  honoursKey: (get) => get(GenesysInvokeConfig).honoursKey,
})
export class InvokeDataActionAction {
  constructor(
    private readonly genesys: GenesysClient,
    private readonly config: GenesysInvokeConfig,
  ) {}

  @Execute(InvokeDataActionOutput)
  async execute(
    @Input() { input_payload, data_action_id }: InvokeDataActionInput,
    @Call() call: WriteCall,
  ): Promise<InvokeDataActionOutput> {
    const actionId = data_action_id ?? this.config.actionId;
    if (actionId === undefined)
      throw new InvalidInput('data_action_id is required: no default Data Action is configured');
    if (!this.config.allows(actionId))
      throw new InvalidInput('data_action_id is not in the list of allowed Data Actions');
    return this.genesys.run(actionId, input_payload, call.idempotency, call);
  }
}
