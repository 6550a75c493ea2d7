import { IsDefined, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { WriteCall } from '../data-actions/request/data-action-call.js';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { InvalidInput } from '../errors/request-errors.js';
import { GenesysInvokeConfig } from '../upstreams/genesys/genesys-invoke.config.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';

class InvokeDataActionInput {
  /**
   * Names this write, so that repeating the call does not repeat the write. The header `Idempotency-Key` goes first.
   * @example "evt-2026-11-21-a1b2c3d4"
   */
  @IsOptional()
  readonly idempotency_key?: string;

  /**
   * The inputs of the Data Action that is run.
   * @example { "contactId": "c-9876543210", "actionType": "update_status", "newStatus": "resolved" }
   */
  @IsDefined()
  @IsObject()
  readonly input_payload: Record<string, unknown>;

  /** The Data Action to run; absent: the configured one. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  readonly data_action_id?: string;
}

class InvokeDataActionOutput {
  /** @example "da-inv-7c4d2f10-58aa-4c1e-9a55-0d7a3c1b2e4f" */
  readonly id: string;

  /** @example "completed" */
  readonly status: string;

  /**
   * What the Data Action gave.
   * @example { "contactId": "c-9876543210", "success": true }
   */
  readonly output: Record<string, unknown>;

  /**
   * The platform's id of the request, which its support asks for.
   * @example "2f1e0d3c-4b5a-6978-8796-a5b4c3d2e1f0"
   */
  readonly requestId: string;
}

/** The key that the caller gave, or that was derived, goes along: the same on every attempt, and after a crash. */
@DataAction('invoke-data-action', {
  effect: 'write',
  summary: 'Runs a Data Action of Genesys Cloud once, however often the flow repeats the call',
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
    if (actionId === undefined) throw new InvalidInput('data_action_id is required: no action is configured');
    if (!this.config.allows(actionId))
      throw new InvalidInput('data_action_id names an action that may not be run here');
    return this.genesys.run(actionId, input_payload, call.idempotency, call);
  }
}
