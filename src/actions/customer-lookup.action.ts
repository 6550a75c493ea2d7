import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../data-actions/request/context/data-action-call.js';
import { seconds } from '../time/durations.js';
import { CrmClient } from '../upstreams/crm.client.js';

class CustomerLookupInput {
  /**
   * Customer id in the CRM.
   * @example "c-1"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly customer_id: string;
}

/** Profile of a customer. All fields are empty if the customer is unknown. */
class CustomerProfile {
  /**
   * Customer id in the CRM.
   * @example "c-1"
   */
  readonly id: string;

  /**
   * Customer's full name.
   * @example "Ada Lovelace"
   */
  readonly name: string;

  /**
   * Service tier.
   * @example "gold"
   */
  readonly tier: string;

  /**
   * Email address.
   * @example "ada@example.com"
   */
  readonly email: string;
}

class CustomerLookupOutput {
  /**
   * False if the CRM has no such customer.
   * @example true
   */
  readonly found: boolean;

  /** The customer; empty fields if not found. */
  readonly profile: CustomerProfile;

  /**
   * Time of the CRM lookup, in UTC.
   * @example "2026-11-21T10:15:00.000Z"
   */
  readonly timestamp: string;
}

const EMPTY_PROFILE: CustomerProfile = { id: '', name: '', tier: '', email: '' };

/** An unknown customer is a success with `found: false`, so that a flow can greet a new customer. */
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
    return { found: customer !== undefined, profile: customer ?? EMPTY_PROFILE, timestamp: new Date().toISOString() };
  }
}
