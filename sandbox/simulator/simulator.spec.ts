import { request } from 'node:http';
import { jsonCall } from '../json/json-call.js';
import { Simulator } from './simulator.js';

type ShopRoute = 'item' | 'basket' | 'broken';

describe('Simulator', () => {
  const shop = new Simulator<ShopRoute>('shop', {
    item: {
      method: 'GET',
      pattern: '/items/:id',
      handle: ({ params, query }) => ({ status: 200, body: { id: params['id'], size: query.get('size') } }),
    },
    basket: {
      method: 'POST',
      pattern: '/basket',
      handle: ({ json }) => ({ status: 201, body: { put: json }, headers: { 'X-Basket': 'b-1' } }),
    },
    broken: {
      method: 'GET',
      pattern: '/broken',
      handle: () => {
        throw new Error('bad handler');
      },
    },
  });

  beforeAll(() => shop.start());
  afterEach(() => shop.reset());
  afterAll(() => shop.stop());

  it('decodes path and query parameters', async () => {
    const response = await jsonCall(`${shop.url}/items/caf%C3%A9?size=a%20b`);

    expect(response.status).toBe(200);
    expect(response.body).toEqual({ id: 'café', size: 'a b' });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('content-length')).toBe('27');
  });

  it('passes the JSON body to the handler and sends its status and headers', async () => {
    const response = await jsonCall(`${shop.url}/basket`, { body: { item: 7 } });

    expect(response.status).toBe(201);
    expect(response.body).toEqual({ put: { item: 7 } });
    expect(response.headers.get('x-basket')).toBe('b-1');
  });

  it.each([
    ['POST', '/items/1'],
    ['GET', '/items'],
    ['GET', '/items/'],
    ['GET', '/items/1/2'],
    ['GET', '/'],
    ['GET', '//'],
  ])('returns a JSON 404 for %s %s and records it as unknown', async (method, path) => {
    const response = await jsonCall(shop.url + path, { method });

    expect(response.status).toBe(404);
    expect(response.body).toEqual({ message: 'Not Found' });
    expect(shop.count('unknown')).toBe(1);
  });

  it('records a request and how it ended', async () => {
    await jsonCall(`${shop.url}/basket?x=1`, { body: [1], headers: { 'idempotency-key': 'k-1' } });
    const call = await shop.whenClosed('basket');

    expect(call).toMatchObject({ route: 'basket', method: 'POST', url: '/basket?x=1', body: [1], status: 201 });
    expect(call.headers['idempotency-key']).toBe('k-1');
    expect(call.completed).toBe(true);
    expect(call.closedAt).toBeGreaterThanOrEqual(call.arrivedAt);
  });

  it('records a body that is not JSON as text', async () => {
    await fetch(`${shop.url}/basket`, { method: 'POST', body: 'grant_type=x' });

    expect(shop.calls('basket')[0]?.body).toBe('grant_type=x');
  });

  it('records a client that disconnects before the response', async () => {
    shop.fail('item', { kind: 'hang' });
    const leaving = new AbortController();
    const response = jsonCall(`${shop.url}/items/1`, { signal: leaving.signal });
    const open = await shop.whenReceived('item');
    expect(open.closedAt).toBeNull();
    leaving.abort();

    await expect(response).rejects.toThrow('aborted');
    expect(await shop.whenClosed('item')).toMatchObject({ completed: false, status: null });
  });

  it('records a client that disconnects while it sends its body', async () => {
    const upload = request(`${shop.url}/basket`, { method: 'POST', headers: { 'content-length': 100 } });
    upload.on('error', () => undefined);
    upload.write('{"half":');
    upload.on('socket', (socket) => socket.once('connect', () => setImmediate(() => upload.destroy())));

    expect(await shop.whenClosed('basket')).toMatchObject({ completed: false, status: null, body: undefined });
  });

  it('returns the requests of all routes in the order of their arrival', async () => {
    await jsonCall(`${shop.url}/items/1`);
    await jsonCall(`${shop.url}/basket`, { body: {} });
    await jsonCall(`${shop.url}/items/2`);

    expect(shop.calls().map(({ url }) => url)).toEqual(['/items/1', '/basket', '/items/2']);
    expect(shop.calls('item').map(({ url }) => url)).toEqual(['/items/1', '/items/2']);
  });

  it('uses a replacement handler until reset', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    shop.respondWith('item', async () => {
      await released;
      return { status: 200, body: 'late' };
    });
    const response = jsonCall(`${shop.url}/items/1`);
    await shop.whenReceived('item');
    release();

    expect((await response).body).toBe('late');
    shop.reset();
    expect((await jsonCall(`${shop.url}/items/1`)).body).toEqual({ id: '1', size: null });
  });

  it('returns a 500 with the reason if a handler throws', async () => {
    const response = await jsonCall(`${shop.url}/broken`);

    expect(response.status).toBe(500);
    expect(response.body).toEqual({ message: 'The simulator failed: Error: bad handler' });
  });

  it('accepts no connections while stopped, and restarts on the same port', async () => {
    const { url } = shop;
    shop.fail('item', { kind: 'hang' });
    const open = jsonCall(`${url}/items/1`);
    await shop.whenReceived('item');
    await Promise.all([shop.stop(), expect(open).rejects.toThrow('fetch failed')]);
    expect(shop.isListening).toBe(false);
    await expect(jsonCall(`${url}/items/1`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });

    await shop.start();
    shop.heal();
    expect(shop.url).toBe(url);
    expect((await jsonCall(`${url}/items/1`)).status).toBe(200);
  });
});
