import { jsonCall } from '../json/json-call.js';
import { Orders } from './orders.js';

interface Page {
  readonly results: { id: string; status: string }[];
  readonly nextCursor: string | null;
}

describe('Orders', () => {
  const orders = new Orders({ apiKeys: ['k-1'] });
  const search = (body: unknown, key = 'k-1') =>
    jsonCall(`${orders.url}/v1/orders`, { body, headers: { authorization: `Bearer ${key}` } });
  const page = async (body: unknown) => (await search(body)).body as Page;

  beforeAll(() => orders.start());
  afterAll(() => orders.stop());

  it('returns the orders of a customer with the requested statuses', async () => {
    expect(await page({ customerId: 'c-1', status: ['ACTIVE', 'PENDING'], limit: 5 })).toEqual({
      results: [
        {
          id: 'o-c-1-1',
          status: 'ACTIVE',
          total: { amount: '10.50', currency: 'EUR' },
          orderedAt: '2026-01-01T00:00:00.000Z',
        },
        {
          id: 'o-c-1-2',
          status: 'PENDING',
          total: { amount: '47.50', currency: 'EUR' },
          orderedAt: '2026-01-01T01:00:00.000Z',
        },
      ],
      nextCursor: null,
    });
    const shipped = await page({ customerId: 'c-1', status: ['SHIPPED'] });
    expect(shipped.results.map(({ status }) => status)).toEqual(['SHIPPED', 'SHIPPED']);
  });

  it.each(['c-no-orders', 'missing', 'somebody'])('returns no orders for %s', async (customerId) => {
    expect(await page({ customerId, status: ['ACTIVE'], limit: 5 })).toEqual({ results: [], nextCursor: null });
  });

  it.each([
    [5, [5, 5, 3], 13],
    [100, [100, 100, 50], 250],
  ])('returns three pages for one customer, with a limit of %d', async (limit, sizes, total) => {
    const query = { customerId: 'c-three-pages', status: ['ACTIVE'], limit };
    const first = await page(query);
    const second = await page({ ...query, cursor: first.nextCursor });
    const third = await page({ ...query, cursor: second.nextCursor });
    const pages = [first, second, third];

    expect(pages.map(({ results }) => results.length)).toEqual(sizes);
    expect(third.nextCursor).toBeNull();
    expect(new Set(pages.flatMap(({ results }) => results.map(({ id }) => id))).size).toBe(total);
  });

  it('returns a next cursor on every page for the customer with endless orders', async () => {
    let cursor: string | null = null;
    for (let nth = 1; nth <= 20; nth += 1) {
      const next: Page = await page({ customerId: 'c-endless', limit: 1, cursor });
      expect(next.results[0]?.id).toBe(`o-c-endless-${nth}`);
      expect(next.nextCursor).not.toBe(cursor);
      cursor = next.nextCursor;
    }
    expect(cursor).not.toBeNull();
  });

  it.each([
    [{}, 'customerId must be a string'],
    [[], 'customerId must be a string'],
    [{ customerId: 7 }, 'customerId must be a string'],
    [{ customerId: 'c-1', status: 'ACTIVE' }, 'status must be a list of ACTIVE, PENDING, SHIPPED, CANCELLED'],
    [{ customerId: 'c-1', status: ['LOST'] }, 'status must be a list of ACTIVE, PENDING, SHIPPED, CANCELLED'],
    [{ customerId: 'c-1', limit: 0 }, 'limit must be an integer from 1 to 100'],
    [{ customerId: 'c-1', limit: 101 }, 'limit must be an integer from 1 to 100'],
    [{ customerId: 'c-1', limit: '5' }, 'limit must be an integer from 1 to 100'],
    [{ customerId: 'c-1', cursor: 'zzz' }, 'cursor does not belong to this search'],
  ])('rejects %j', async (body, message) => {
    expect(await search(body)).toMatchObject({ status: 400, body: { message } });
  });

  it('rejects the cursor of another customer', async () => {
    const { nextCursor } = await page({ customerId: 'c-endless' });

    expect((await search({ customerId: 'c-three-pages', cursor: nextCursor })).status).toBe(400);
  });

  it('rejects a wrong key with 401', async () => {
    expect((await search({ customerId: 'c-1' }, 'other')).status).toBe(401);
    expect((await jsonCall(`${orders.url}/v1/orders`, { body: { customerId: 'c-1' } })).status).toBe(401);
  });
});
