import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import { DataActionCall } from '../data-actions/request/context/data-action-call.js';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { CrmClient } from '../upstreams/crm.client.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';
import { OrdersClient } from '../upstreams/orders.client.js';
import { BranchResult, limitResults, settleBranch, SettledBranch } from '../data-actions/response/branches.js';

class CustomerOverviewInput {
  /**
   * Customer id in the CRM and the orders API.
   * @example "c-1"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly customerId: string;

  /** User id in Genesys Cloud. Default: `customerId`. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly userId?: string;

  /** API key for this call. Replaces the configured keys of the CRM and the orders API. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,1000}$/, { message: 'externalApiKey must be visible ASCII' })
  readonly externalApiKey?: string;

  /** Start of the flow's request in milliseconds since 1970. `latency_ms` counts from it. */
  @IsOptional()
  @IsInt()
  @Min(0)
  readonly timestamp_ms?: number;
}

/** Result of one system. `data` is empty if the system failed. */
class SourceReport {
  /**
   * Name of the system.
   * @example "crm"
   */
  readonly source: string;

  /**
   * 200, 404 if the customer has no account, or the status of the failure.
   * @example 200
   */
  readonly status: number;

  /**
   * Data of the system; empty on failure.
   * @example { "id": "c-1" }
   */
  readonly data: Record<string, unknown>;

  /**
   * Message of the failure; empty on success.
   * @example ""
   */
  readonly error: string;
}

/** One report per system. Omits systems that are not configured. */
class Sources {
  /** The user in Genesys Cloud. */
  readonly genesys?: SourceReport;
  /** The account in the CRM. */
  readonly crm?: SourceReport;
  /** The orders of the customer. */
  readonly orders?: SourceReport;
}

class CustomerOverviewOutput {
  /**
   * Customer id of the input.
   * @example "c-1"
   */
  readonly customerId: string;

  /** One report per configured system. */
  readonly sources: Sources;

  /**
   * True if at least one system failed.
   * @example false
   */
  readonly partial: boolean;

  /**
   * Duration of the call in milliseconds.
   * @example 112
   */
  readonly latency_ms: number;
}

/** Time reserved for the response if a system hangs. At most a quarter of the remaining time is reserved. */
const RESPONSE_MARGIN_MS = 250;

/** If every system fails, the action fails with the failure of the first system in this list. */
const FAILURE_PRECEDENCE = ['crm', 'orders', 'genesys'] as const;

type SourceName = (typeof FAILURE_PRECEDENCE)[number];

/** Calls all systems in parallel under one deadline. Never cached, because the result may be partial. */
@DataAction('customer-overview', {
  effect: 'read',
  summary: "Collects a customer's data from Genesys Cloud, the CRM and the orders API in parallel",
  needsOneOf: ['CRM_BASE_URL', 'ORDERS_BASE_URL', 'GENESYS_CLIENT_ID'],
})
export class CustomerOverviewAction {
  constructor(
    private readonly genesys: GenesysClient,
    private readonly crm: CrmClient,
    private readonly orders: OrdersClient,
  ) {}

  @Execute(CustomerOverviewOutput)
  async execute(@Input() input: CustomerOverviewInput, @Call() call: DataActionCall): Promise<CustomerOverviewOutput> {
    const deadline = call.deadline.withMargin(Math.min(RESPONSE_MARGIN_MS, call.deadline.remainingMs / 4));
    try {
      const branches = Object.entries(this.startBranches(input, { ...call, deadline }));
      const settled = await limitResults(
        new Map<string, SettledBranch>(
          await Promise.all(branches.map(async ([source, branch]) => [source, await settleBranch(branch)] as const)),
        ),
      );
      const failures = FAILURE_PRECEDENCE.map((source) => settled.get(source)).flatMap((branch) =>
        branch && 'failure' in branch ? [branch.failure] : [],
      );
      const [firstFailure] = failures;
      if (firstFailure && failures.length === settled.size) throw firstFailure;
      return {
        customerId: input.customerId,
        sources: Object.fromEntries([...settled].map(([source, branch]) => [source, report(source, branch)])),
        partial: failures.length > 0,
        latency_ms: Math.max(0, Date.now() - (input.timestamp_ms ?? call.record.arrivedAtEpochMs)),
      };
    } finally {
      deadline.release();
    }
  }

  /** Starts one branch per configured system. */
  private startBranches(
    input: CustomerOverviewInput,
    call: DataActionCall,
  ): Partial<Record<SourceName, Promise<BranchResult>>> {
    const { customerId, userId = customerId, externalApiKey } = input;
    return {
      ...(this.genesys.isConfigured && { genesys: this.readUser(userId, call) }),
      ...(this.crm.isConfigured && { crm: this.readAccount(customerId, call, externalApiKey) }),
      ...(this.orders.isConfigured && { orders: this.readOrders(customerId, call, externalApiKey) }),
    };
  }

  private async readUser(userId: string, call: DataActionCall): Promise<BranchResult> {
    return { status: 200, data: await this.genesys.user(userId, call) };
  }

  /** Returns status 404 for a customer without an account. This is not a failure. */
  private async readAccount(
    customerId: string,
    call: DataActionCall,
    apiKey: string | undefined,
  ): Promise<BranchResult> {
    const account = await this.crm.findAccount(customerId, call, apiKey);
    return account ? { status: 200, data: account } : { status: 404, data: { message: 'Account not found' } };
  }

  private async readOrders(
    customerId: string,
    call: DataActionCall,
    apiKey: string | undefined,
  ): Promise<BranchResult> {
    return { status: 200, data: await this.orders.openOrders(customerId, call, apiKey) };
  }
}

function report(source: string, branch: SettledBranch): SourceReport {
  if ('failure' in branch) {
    return { source, status: branch.failure.statusCode, data: {}, error: branch.failure.message };
  }
  const { status, data } = branch.result;
  return { source, status, data: { ...data }, error: '' };
}
