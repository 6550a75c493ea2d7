import { Injectable } from '@nestjs/common';
import { DeadlineExceeded } from '../../errors/limit-errors.js';
import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamHttp } from '../../resilience/upstream/upstream-http.js';
import { UpstreamCall } from '../../resilience/upstream/upstream-request.js';
import { OrdersConfig } from './orders.config.js';

/** A customer's open orders, as the orders API gives them. */
export interface OpenOrders {
  readonly results: readonly unknown[];
  /** There are more: pages or time did not suffice. */
  readonly truncated: boolean;
}

interface Page {
  readonly results: readonly unknown[];
  readonly nextCursor: string | undefined;
}

const NAME = 'Orders';
const PAGE_SIZE = 100;
const MAX_PAGES = 20;
const OPEN_STATES = ['ACTIVE', 'PENDING'];

/** The orders API. */
@Injectable()
export class OrdersClient {
  private readonly http: UpstreamHttp;

  constructor(
    private readonly config: OrdersConfig,
    connector: UpstreamConnector,
  ) {
    this.http = connector.connect(NAME, config.baseUrl ?? '');
  }

  get isConfigured(): boolean {
    return this.config.baseUrl !== undefined;
  }

  /**
   * All open orders of a customer, page by page; at most 20 pages, and those that the deadline leaves time for.
   *
   * @param apiKey taken instead of the configured one
   */
  async openOrders(customerId: string, call: UpstreamCall, apiKey = this.config.apiKey): Promise<OpenOrders> {
    const results: unknown[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const next = await this.page(customerId, cursor, apiKey, call).catch((error: unknown) => {
        if (page > 0 && error instanceof DeadlineExceeded) return undefined;
        throw error;
      });
      if (!next) break;
      results.push(...next.results);
      cursor = next.nextCursor;
      if (cursor === undefined) return { results, truncated: false };
    }
    return { results, truncated: true };
  }

  private async page(
    customerId: string,
    cursor: string | undefined,
    apiKey: string | undefined,
    call: UpstreamCall,
  ): Promise<Page> {
    const { body } = await this.http.request(
      {
        operation: 'POST orders',
        method: 'POST',
        path: '/v1/orders',
        headers: apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` },
        body: { customerId, status: OPEN_STATES, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) },
        repeatable: true,
      },
      call,
    );
    return readPage(body);
  }
}

function readPage(body: unknown): Page {
  const { results, nextCursor } = (body ?? {}) as Record<string, unknown>;
  if (!Array.isArray(results)) throw new UpstreamBadResponse(NAME, 'gave an answer that is no page of orders');
  return { results, nextCursor: typeof nextCursor === 'string' && nextCursor !== '' ? nextCursor : undefined };
}
