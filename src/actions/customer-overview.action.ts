import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import { DataActionCall } from '../data-actions/request/data-action-call.js';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { CrmClient } from '../upstreams/crm/crm.client.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';
import { OrdersClient } from '../upstreams/orders/orders.client.js';
import { BranchResult, settle, SettledBranch } from './branch.js';

class CustomerOverviewInput {
  /**
   * The customer's id, in the CRM and the orders API.
   * @example "c-1"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly customerId: string;

  /** The customer's id in Genesys Cloud; absent: the same. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly userId?: string;

  /** Taken instead of the configured keys of the CRM and the orders API, for this call. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,1000}$/, { message: 'externalApiKey must be visible ASCII' })
  readonly externalApiKey?: string;

  /** When the flow began to ask, in milliseconds since 1970; `latency_ms` counts from there. */
  @IsOptional()
  @IsInt()
  @Min(0)
  readonly timestamp_ms?: number;
}

/** What one system says; empty where it failed. */
class SourceReport {
  /** @example "crm" */
  readonly source: string;

  /**
   * 200, 404 for a customer without an account, or the status of the failure.
   * @example 200
   */
  readonly status: number;

  /** @example { "id": "c-1" } */
  readonly data: Record<string, unknown>;

  /**
   * Why it failed; empty where it did not.
   * @example ""
   */
  readonly error: string;
}

/** One report a system; a system that is not configured is left out. */
class Sources {
  readonly genesys?: SourceReport;
  readonly crm?: SourceReport;
  readonly orders?: SourceReport;
}

class CustomerOverviewOutput {
  /** @example "c-1" */
  readonly customerId: string;

  readonly sources: Sources;

  /**
   * True where a system failed whose report would have been here.
   * @example false
   */
  readonly partial: boolean;

  /** @example 112 */
  readonly latency_ms: number;
}

/** What is left of the deadline for the answer itself, when a branch hangs. */
const ANSWER_MARGIN_MS = 50;

/** Whose failure is told when all fail. */
const BY_WEIGHT = ['crm', 'orders', 'genesys'] as const;

type SourceName = (typeof BY_WEIGHT)[number];

/** All systems are asked at once under one deadline, so the answer takes as long as the slowest. Never cached: it may be partial. */
@DataAction('customer-overview', {
  effect: 'read',
  summary: 'Gathers what Genesys Cloud, the CRM and the orders API know of a customer, all at once',
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
    const deadline = call.deadline.withMargin(ANSWER_MARGIN_MS);
    try {
      const asked = Object.entries(this.ask(input, { ...call, deadline }));
      const settled = new Map<string, SettledBranch>(
        await Promise.all(asked.map(async ([source, branch]) => [source, await settle(branch)] as const)),
      );
      const failures = BY_WEIGHT.map((source) => settled.get(source)).flatMap((branch) =>
        branch && 'failure' in branch ? [branch.failure] : [],
      );
      const [gravest] = failures;
      if (gravest && failures.length === settled.size) throw gravest;
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

  /** Starts one branch for every system that is configured. */
  private ask(input: CustomerOverviewInput, call: DataActionCall): Partial<Record<SourceName, Promise<BranchResult>>> {
    const { customerId, userId = customerId, externalApiKey } = input;
    return {
      ...(this.genesys.isConfigured && { genesys: this.askGenesys(userId, call) }),
      ...(this.crm.isConfigured && { crm: this.askCrm(customerId, call, externalApiKey) }),
      ...(this.orders.isConfigured && { orders: this.askOrders(customerId, call, externalApiKey) }),
    };
  }

  private async askGenesys(userId: string, call: DataActionCall): Promise<BranchResult> {
    return { status: 200, data: await this.genesys.user(userId, call) };
  }

  /** A customer without an account is an answer, not a failure. */
  private async askCrm(customerId: string, call: DataActionCall, apiKey: string | undefined): Promise<BranchResult> {
    const account = await this.crm.findAccount(customerId, call, apiKey);
    return account ? { status: 200, data: account } : { status: 404, data: { message: 'Account not found' } };
  }

  private async askOrders(customerId: string, call: DataActionCall, apiKey: string | undefined): Promise<BranchResult> {
    return { status: 200, data: await this.orders.openOrders(customerId, call, apiKey) };
  }
}

function report(source: string, branch: SettledBranch): SourceReport {
  if ('failure' in branch) {
    return { source, status: branch.failure.statusCode, data: {}, error: branch.failure.message };
  }
  const { status, data } = branch.finding;
  return { source, status, data: { ...data }, error: '' };
}
