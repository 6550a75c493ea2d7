import { DeadlineExceeded } from '../errors/limit-errors.js';
import { UpstreamBadResponse } from '../errors/upstream-errors.js';
import { UpstreamCall, upstreamClient } from './authentication/upstream-client.js';

/** Open orders of a customer, unchanged from the orders API. */
export interface OpenOrders {
  readonly results: readonly unknown[];
  /** Whether there are more, because a limit or the deadline was reached. */
  readonly truncated: boolean;
}

interface Page {
  readonly results: readonly unknown[];
  readonly nextCursor: string | undefined;
}

const NAME = 'Orders';

const PAGE_SIZE = 100;
const MAX_PAGES = 20;
/** Limit for all orders of one call: half of the largest response. */
const MAX_BYTES = 1_000_000;
const OPEN_STATES = ['ACTIVE', 'PENDING'];

/** The orders API: `ORDERS_BASE_URL`, `ORDERS_AUTH`, … */
export class OrdersClient extends upstreamClient({ name: NAME, prefix: 'ORDERS', auth: 'bearer' }) {
  /**
   * Reads the open orders of a customer page by page: at most 20 pages of 100 orders and 1 MB together, within the
   * deadline.
   *
   * @param apiKey used instead of the configured key
   */
  async openOrders(customerId: string, call: UpstreamCall, apiKey?: string): Promise<OpenOrders> {
    const results: unknown[] = [];
    let sizeBytes = 0;
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const next = await this.page(customerId, cursor, apiKey, call).catch((error: unknown) => {
        if (page > 0 && error instanceof DeadlineExceeded) return undefined;
        throw error;
      });
      if (!next) break;
      for (const order of next.results.slice(0, PAGE_SIZE)) {
        sizeBytes += Buffer.byteLength(JSON.stringify(order));
        if (sizeBytes > MAX_BYTES) return { results, truncated: true };
        results.push(order);
      }
      // The upstream has ignored the page size. The next page would not contain the orders that were cut off here.
      if (next.results.length > PAGE_SIZE) break;
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
    const { body } = await this.request(
      {
        operation: 'POST orders',
        method: 'POST',
        path: ['v1', 'orders'],
        body: { customerId, status: OPEN_STATES, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) },
        repeatable: true,
      },
      call,
      apiKey,
    );
    return readPage(body);
  }
}

function readPage(body: unknown): Page {
  const { results, nextCursor } = (body ?? {}) as Record<string, unknown>;
  if (!Array.isArray(results)) throw new UpstreamBadResponse(NAME, 'sent a response that is not a page of orders');
  return { results, nextCursor: typeof nextCursor === 'string' && nextCursor !== '' ? nextCursor : undefined };
}
