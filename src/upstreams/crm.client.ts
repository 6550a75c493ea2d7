import { Inject, Injectable } from '@nestjs/common';
import { UpstreamBadResponse, UpstreamRejected } from '../errors/upstream-errors.js';
import { UpstreamConnector } from '../resilience/upstream/upstream-connector.js';
import { UpstreamCall } from '../resilience/upstream/upstream-request.js';
import { Upstream } from './authentication/upstream.js';
import { UpstreamConfig, upstreamConfig } from './authentication/upstream-config.js';

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

/** `CRM_BASE_URL`, `CRM_AUTH`, … */
export const CrmConfig = upstreamConfig('CRM', 'api-key');

/** The customer relationship system. */
@Injectable()
export class CrmClient {
  private readonly upstream: Upstream;

  constructor(@Inject(CrmConfig) config: UpstreamConfig, connector: UpstreamConnector) {
    this.upstream = new Upstream({ name: NAME, config, connector });
  }

  get isConfigured(): boolean {
    return this.upstream.isConfigured;
  }

  /**
   * Looks a customer up by id.
   *
   * @returns undefined for an unknown customer: status 404, or 200 with null, `{}` or `[]`
   */
  async findCustomer(id: string, call: UpstreamCall): Promise<Customer | undefined> {
    return readCustomer(await this.get('customers', ['api', 'v1', 'customers'], { id }, undefined, call));
  }

  /**
   * Looks up a customer's preferences and subscriptions.
   *
   * @param apiKey replaces the configured one
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
      const { body } = await this.upstream.request(request, call, apiKey);
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

/** Returns the fields of the object in a response; undefined if it is empty. */
function readFields(body: unknown): Record<string, unknown> | undefined {
  if (body === null) return undefined;
  if (typeof body !== 'object') throw new UpstreamBadResponse(NAME, 'sent a response that is not an object');
  if (Object.keys(body).length === 0) return undefined;
  if (Array.isArray(body)) throw new UpstreamBadResponse(NAME, 'sent a list instead of one object');
  return body as Record<string, unknown>;
}

/** A field as text. In some systems, ids are numbers. */
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
