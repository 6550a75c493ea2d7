import { Crm } from './crm.js';
import { jsonCall } from '../json/json-call.js';

describe('Crm', () => {
  const crm = new Crm({ apiKeys: ['k-1', 'k-2'] });
  const get = (path: string, key = 'k-1') => jsonCall(crm.url + path, { headers: { 'X-API-Key': key } });

  beforeAll(() => crm.start());
  afterAll(() => crm.stop());

  it('returns customers with names', async () => {
    const { status, body } = await get('/api/v1/customers?id=c-1');

    expect(status).toBe(200);
    expect(body).toEqual({ id: 'c-1', name: 'Ada Lovelace', tier: 'gold', email: 'ada@example.com' });
  });

  it('returns a customer for each id that begins with c-', async () => {
    const { body } = await get('/api/v1/customers?id=c-9876543210');

    expect(body).toEqual({
      id: 'c-9876543210',
      name: 'Customer 9876543210',
      tier: 'standard',
      email: 'c-9876543210@example.com',
    });
  });

  it.each(['missing', 'missing-7', 'C-1', 'c-', 'x'])('returns 404 for the unknown customer %s', async (id) => {
    expect(await get(`/api/v1/customers?id=${id}`)).toMatchObject({
      status: 404,
      body: { message: `No customer has the id ${id}` },
    });
    expect((await get(`/v2/accounts?id=${id}`)).status).toBe(404);
  });

  it.each(['/api/v1/customers', '/v2/accounts?id='])('requires an id at %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { message: 'The parameter id is required' } });
  });

  it('returns only the requested parts of an account', async () => {
    const preferences = { language: 'en', channel: 'voice', marketing: false };
    const subscriptions = ['newsletter', 'gold-support'];

    expect((await get('/v2/accounts?id=c-1&include=preferences,subscriptions')).body).toEqual({
      id: 'c-1',
      preferences,
      subscriptions,
    });
    expect((await get('/v2/accounts?id=c-1&include=subscriptions')).body).toEqual({ id: 'c-1', subscriptions });
    expect((await get('/v2/accounts?id=c-1')).body).toEqual({ id: 'c-1' });
  });

  it('accepts only its own keys', async () => {
    expect((await get('/v2/accounts?id=c-2', 'k-2')).status).toBe(200);
    expect(await get('/v2/accounts?id=c-2', 'k-3')).toMatchObject({
      status: 401,
      body: { message: 'A valid X-API-Key is required' },
    });
    expect((await jsonCall(`${crm.url}/api/v1/customers?id=c-1`)).status).toBe(401);
  });
});
