import { isJsonObject } from '../json/json-object.js';
import type { SimulatorResponse, SimulatorRequest } from '../simulator/route.js';
import { Simulator } from '../simulator/simulator.js';

/** A customer with three pages of orders, for any page size. */
export const THREE_PAGES_CUSTOMER = 'c-three-pages';
/** A customer with an endless list of orders. */
export const ENDLESS_CUSTOMER = 'c-endless';
/** A customer without orders. */
const NO_ORDERS_CUSTOMER = 'c-no-orders';

const MAX_LIMIT = 100;
const STATUSES = ['ACTIVE', 'PENDING', 'SHIPPED', 'CANCELLED'];
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** Simulates an orders API: `POST /v1/orders` with a bearer key, in pages with an opaque cursor. An unknown customer has no orders. */
export class Orders extends Simulator<'orders'> {
  constructor({ apiKeys, port = 0 }: { apiKeys: readonly string[]; port?: number | undefined }) {
    const handle = (request: SimulatorRequest): SimulatorResponse => {
      const key = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (key === undefined || !apiKeys.includes(key))
        return { status: 401, body: { message: 'A valid bearer key is required' } };
      return search(request.json);
    };
    super('orders', { orders: { method: 'POST', pattern: '/v1/orders', handle } }, undefined, port);
  }
}

function search(json: unknown): SimulatorResponse {
  const { customerId, status = STATUSES, limit = MAX_LIMIT, cursor = null } = isJsonObject(json) ? json : {};
  if (typeof customerId !== 'string' || customerId === '') return errorResponse('customerId must be a string');
  if (!Array.isArray(status) || !status.every((one) => STATUSES.includes(String(one))))
    return errorResponse(`status must be a list of ${STATUSES.join(', ')}`);
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    return errorResponse(`limit must be an integer from 1 to ${MAX_LIMIT}`);
  const page = cursor === null ? 1 : pageOf(cursor, customerId);
  if (page === undefined) return errorResponse('cursor does not belong to this search');
  const wanted = STATUSES.filter((one) => status.includes(one));
  const { pages, lastCount } = historyOf(customerId, limit);
  const count = page < pages ? limit : page === pages ? lastCount : 0;
  const results = Array.from({ length: count }, (_, index) => orderOf(customerId, (page - 1) * limit + index, wanted));
  return { status: 200, body: { results, nextCursor: page < pages ? cursorOf(customerId, page + 1) : null } };
}

function errorResponse(message: string): SimulatorResponse {
  return { status: 400, body: { message } };
}

function historyOf(customerId: string, limit: number): { pages: number; lastCount: number } {
  if (customerId === ENDLESS_CUSTOMER) return { pages: Infinity, lastCount: 0 };
  if (customerId === THREE_PAGES_CUSTOMER) return { pages: 3, lastCount: Math.ceil(limit / 2) };
  if (customerId === NO_ORDERS_CUSTOMER || !customerId.startsWith('c-')) return { pages: 1, lastCount: 0 };
  return { pages: 1, lastCount: Math.min(2, limit) };
}

function orderOf(customerId: string, index: number, statuses: readonly string[]) {
  return {
    id: `o-${customerId}-${index + 1}`,
    status: statuses[index % statuses.length],
    total: { amount: `${10 + ((index * 37) % 90)}.50`, currency: 'EUR' },
    orderedAt: new Date(EPOCH_MS + index * 3_600_000).toISOString(),
  };
}

function cursorOf(customerId: string, page: number): string {
  return Buffer.from(`${page}:${customerId}`).toString('base64url');
}

function pageOf(cursor: unknown, customerId: string): number | undefined {
  const [page, ...owner] = Buffer.from(String(cursor), 'base64url').toString().split(':');
  return owner.join(':') === customerId && Number(page) > 1 ? Number(page) : undefined;
}
