import { UpstreamBadResponse, UpstreamRejected } from '../errors/upstream-errors.js';
import { UpstreamCall, upstreamClient } from './authentication/upstream-client.js';

/** A customer of the CRM. Missing fields are empty. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  readonly email: string;
}

/** Preferences and subscriptions of a customer. Missing fields are empty. */
export interface Account {
  readonly id: string;
  readonly preferences: object;
  readonly subscriptions: readonly unknown[];
}

const NAME = 'CRM';

/** The customer relationship system: `CRM_BASE_URL`, `CRM_AUTH`, … */
export class CrmClient extends upstreamClient({ name: NAME, prefix: 'CRM', auth: 'api-key' }) {
  /**
   * Finds a customer by id.
   *
   * @returns undefined for an unknown customer: status 404, or 200 with null, `{}` or `[]`
   */
  async findCustomer(id: string, call: UpstreamCall): Promise<Customer | undefined> {
    return readCustomer(await this.get('customers', ['api', 'v1', 'customers'], { id }, undefined, call));
  }

  /**
   * Looks up a customer's preferences and subscriptions.
   *
   * @param apiKey used instead of the configured key
   * @returns undefined for an unknown customer
   */
  async findAccount(id: string, call: UpstreamCall, apiKey?: string): Promise<Account | undefined> {
    const query = { id, include: 'preferences,subscriptions' };
    return readAccount(await this.get('accounts', ['v2', 'accounts'], query, apiKey, call));
  }

  /** @returns null for status 404 */
  private async get(
    resource: string,
    path: readonly string[],
    query: Readonly<Record<string, string>>,
    apiKey: string | undefined,
    call: UpstreamCall,
  ): Promise<unknown> {
    try {
      const request = { operation: `GET ${resource}`, method: 'GET', path, query } as const;
      const { body } = await this.request(request, call, apiKey);
      return body;
    } catch (error) {
      if (error instanceof UpstreamRejected && error.upstreamStatus === 404) return null;
      throw error;
    }
  }
}

function readCustomer(body: unknown): Customer | undefined {
  const fields = readFields(body);
  if (!fields) return undefined;
  return {
    id: text(fields['id']),
    name: text(fields['name']),
    tier: text(fields['tier']),
    email: text(fields['email']),
  };
}

function readAccount(body: unknown): Account | undefined {
  const fields = readFields(body);
  if (!fields) return undefined;
  const { id, preferences, subscriptions } = fields;
  return {
    id: text(id),
    preferences: typeof preferences === 'object' && preferences !== null ? preferences : {},
    subscriptions: Array.isArray(subscriptions) ? subscriptions : [],
  };
}

/** Returns the fields of the object in a response; undefined if the response is empty. */
function readFields(body: unknown): Record<string, unknown> | undefined {
  if (body === null) return undefined;
  if (typeof body !== 'object') throw new UpstreamBadResponse(NAME, 'sent a response that is not an object');
  if (Object.keys(body).length === 0) return undefined;
  if (Array.isArray(body)) throw new UpstreamBadResponse(NAME, 'sent a list instead of one object');
  return body as Record<string, unknown>;
}

/** Returns a field as text, because ids are numbers in some systems. */
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
