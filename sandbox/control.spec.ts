import { jsonCall } from './json-call.js';
import { CRM_API_KEY, startWorld, type World } from './world.js';

describe('the control API', () => {
  let world: World;
  const control = (method: string, path: string, body?: unknown) =>
    jsonCall(`${world.control?.url}${path}`, body === undefined ? { method } : { method, body });
  const customer = () =>
    jsonCall(`${world.crm.url}/api/v1/customers?id=c-1`, { headers: { 'X-API-Key': CRM_API_KEY } });

  beforeAll(async () => {
    world = await startWorld({ control: true });
  });
  afterEach(() => world.reset());
  afterAll(() => world.stop());

  it('lists the simulators with their addresses and routes', async () => {
    const { body } = await control('GET', '/simulators');

    expect(body).toEqual([
      {
        name: 'genesys',
        url: world.genesys.url,
        isListening: true,
        routes: expect.arrayContaining(['token', 'jwks', 'queues', 'users', 'analytics', 'execute', 'test']),
      },
      { name: 'crm', url: world.crm.url, isListening: true, routes: ['customers', 'accounts'] },
      { name: 'orders', url: world.orders.url, isListening: true, routes: ['orders'] },
    ]);
  });

  it('orders a fault and takes it back', async () => {
    const ordered = await control('PUT', '/faults/crm/customers', { kind: 'status', status: 503 });
    expect(ordered).toMatchObject({
      status: 200,
      body: { simulator: 'crm', route: 'customers', faults: [{ kind: 'status', status: 503 }] },
    });
    expect((await customer()).status).toBe(503);

    expect((await control('DELETE', '/faults/crm/customers')).body).toEqual({ ok: true });
    expect((await customer()).status).toBe(200);
  });

  it('orders several faults in a row', async () => {
    await control('PUT', '/faults/crm/customers', [{ kind: 'status', status: 500, times: 1 }, { kind: 'notJson' }]);

    expect((await customer()).status).toBe(500);
    expect((await customer()).body).toContain('<html>');
  });

  it.each(['/faults', '/faults/crm'])('takes back every fault by DELETE %s', async (path) => {
    world.crm.fail('customers', { kind: 'status', status: 503 });
    await control('DELETE', path);

    expect((await customer()).status).toBe(200);
  });

  it.each([
    ['PUT', '/faults/crm/customers', { kind: 'slow' }, 400, /^kind must be one of latency, /],
    ['PUT', '/faults/crm/customers', undefined, 400, /^a fault must be a JSON object$/],
    ['PUT', '/faults/crm/nothing', { kind: 'hang' }, 404, /^crm has no route nothing; there are customers, accounts$/],
    ['PUT', '/faults/nobody/x', { kind: 'hang' }, 404, /^no simulator nobody; there are genesys, crm, orders$/],
    ['GET', '/calls/nobody', undefined, 404, /^no simulator nobody/],
    ['GET', '/calls/crm?route=x', undefined, 404, /^crm has no route x; there are customers, accounts$/],
    ['POST', '/issuer/rotate', { keepOld: 'no' }, 400, /^the body must be \{ "keepOld": true \| false \}/],
    ['POST', '/issuer/rotate', [], 400, /^the body must be/],
    ['POST', '/issuer/token', { claims: 1 }, 400, /^the body must be \{ "claims": /],
  ])('refuses %s %s with %j and says why', async (method, path, body, status, reason) => {
    const answer = await control(method, path, body);

    expect(answer.status).toBe(status);
    expect((answer.body as { errors: string[] }).errors).toEqual([expect.stringMatching(reason)]);
  });

  it('tells the calls that a simulator saw', async () => {
    await customer();
    const { body } = await control('GET', '/calls/crm');

    expect(body).toMatchObject([{ route: 'customers', url: '/api/v1/customers?id=c-1', status: 200, completed: true }]);
    expect((await control('GET', '/calls/crm?route=accounts')).body).toEqual([]);
    expect((await control('GET', '/calls/crm?route=unknown')).body).toEqual([]);
  });

  it('takes a simulator off the network and brings it back', async () => {
    await control('POST', '/simulators/crm/stop');
    await expect(customer()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await control('POST', '/simulators/crm/start');

    expect((await customer()).status).toBe(200);
  });

  it('forgets faults and calls', async () => {
    world.crm.fail('customers', { kind: 'reset' });
    await customer().catch(() => undefined);
    await control('POST', '/reset');

    expect(world.crm.count('customers')).toBe(0);
    expect((await customer()).status).toBe(200);
  });

  it('rotates the signing key, with and without the old ones', async () => {
    const before = world.issuer.key.kid;
    const kept = (await control('POST', '/issuer/rotate')).body as { kid: string; published: string[] };
    expect(kept.published).toEqual([kept.kid, before]);
    expect(kept.kid).not.toBe(before);

    const alone = (await control('POST', '/issuer/rotate', { keepOld: false })).body as { kid: string };
    expect(alone).toMatchObject({ published: [alone.kid] });
    expect(world.issuer.keys).toHaveLength(1);
  });

  it("hands out a token with claims of one's own", async () => {
    const { body } = await control('POST', '/issuer/token', { claims: { scope: 'dataaction:read' } });
    const claims = Buffer.from((body as { token: string }).token.split('.')[1] ?? '', 'base64url').toString();

    expect(JSON.parse(claims)).toMatchObject({ scope: 'dataaction:read', aud: 'https://sandbox.example' });
  });
});
