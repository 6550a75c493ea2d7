import { Injectable } from '@nestjs/common';
import { UpstreamBadResponse, UpstreamRejected } from '../errors/upstream-errors.js';
import { UpstreamConnector } from '../resilience/upstream-connector.js';
import { UpstreamHttp } from '../resilience/upstream-http.js';
import { UpstreamCall } from '../resilience/upstream-request.js';
import { CrmConfig } from './crm.config.js';

/** A customer as the CRM knows it; what it does not know is empty. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  readonly email: string;
}

const NAME = 'CRM';

/** The customer relationship system. */
@Injectable()
export class CrmClient {
  private readonly http: UpstreamHttp;

  constructor(
    private readonly config: CrmConfig,
    connector: UpstreamConnector,
  ) {
    this.http = connector.connect(NAME, config.baseUrl ?? '');
  }

  /**
   * Looks a customer up by id.
   *
   * @returns undefined for one that the CRM does not know: its 404, or 200 with nothing in it
   */
  async findCustomer(id: string, call: UpstreamCall): Promise<Customer | undefined> {
    try {
      const { body } = await this.http.request(
        {
          operation: 'GET customers',
          method: 'GET',
          path: '/api/v1/customers',
          query: { id },
          headers: this.config.apiKey === undefined ? {} : { 'X-API-Key': this.config.apiKey },
        },
        call,
      );
      return readCustomer(body);
    } catch (error) {
      if (error instanceof UpstreamRejected && error.upstreamStatus === 404) return undefined;
      throw error;
    }
  }
}

function readCustomer(body: unknown): Customer | undefined {
  if (body === null) return undefined;
  if (typeof body !== 'object') throw new UpstreamBadResponse(NAME, 'gave an answer that is no customer');
  if (Object.keys(body).length === 0) return undefined;
  if (Array.isArray(body)) throw new UpstreamBadResponse(NAME, 'gave a list where one customer was asked for');
  const fields = body as Record<string, unknown>;
  return {
    id: text(fields['id']),
    name: text(fields['name']),
    tier: text(fields['tier']),
    email: text(fields['email']),
  };
}

/** A field as text; numbers are ids in some systems. */
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
