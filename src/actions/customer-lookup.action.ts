import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../data-actions/request/data-action-call.js';
import { seconds } from '../durations.js';
import { CrmClient } from '../upstreams/crm/crm.client.js';

class CustomerLookupInput {
  /**
   * The customer's id in the CRM.
   * @example "c-1"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly customer_id: string;
}

/** A customer's profile; the fields of one that is unknown are empty. */
class CustomerProfile {
  /** @example "c-1" */
  readonly id: string;

  /** @example "Ada Lovelace" */
  readonly name: string;

  /** @example "gold" */
  readonly tier: string;

  /** @example "ada@example.com" */
  readonly email: string;
}

class CustomerLookupOutput {
  /**
   * False for a customer that the CRM does not know.
   * @example true
   */
  readonly found: boolean;

  readonly profile: CustomerProfile;

  /**
   * When the CRM was asked, in UTC.
   * @example "2026-11-21T10:15:00.000Z"
   */
  readonly timestamp: string;
}

const NOBODY: CustomerProfile = { id: '', name: '', tier: '', email: '' };

/** An unknown customer is an answer and not an error, so that the flow can greet a newcomer. */
@DataAction('customer-lookup', {
  effect: 'read',
  summary: 'Looks the caller up in the CRM before the flow chooses a queue',
  needs: ['CRM_BASE_URL'],
  cache: { isNotFound: ({ found }: CustomerLookupOutput) => !found, negativeTtlMs: seconds(30) },
})
export class CustomerLookupAction {
  constructor(private readonly crm: CrmClient) {}

  @Execute(CustomerLookupOutput)
  async execute(
    @Input() { customer_id }: CustomerLookupInput,
    @Call() call: DataActionCall,
  ): Promise<CustomerLookupOutput> {
    const customer = await this.crm.findCustomer(customer_id, call);
    return { found: customer !== undefined, profile: customer ?? NOBODY, timestamp: new Date().toISOString() };
  }
}
