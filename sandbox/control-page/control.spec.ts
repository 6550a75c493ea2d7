import { jsonCall } from '../json/json-call.js';
import { CRM_API_KEY, startWorld, type World } from '../world.js';

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

  it('sets and removes a fault', async () => {
    const ordered = await control('PUT', '/faults/crm/customers', { kind: 'status', status: 503 });
    expect(ordered).toMatchObject({
      status: 200,
      body: { simulator: 'crm', route: 'customers', faults: [{ kind: 'status', status: 503 }] },
    });
    expect((await customer()).status).toBe(503);

    expect((await control('DELETE', '/faults/crm/customers')).body).toEqual({ ok: true });
    expect((await customer()).status).toBe(200);
  });

  it('applies several faults one after another', async () => {
    await control('PUT', '/faults/crm/customers', [{ kind: 'status', status: 500, times: 1 }, { kind: 'notJson' }]);

    expect((await customer()).status).toBe(500);
    expect((await customer()).body).toContain('<html>');
  });

  it.each(['/faults', '/faults/crm'])('removes all faults with DELETE %s', async (path) => {
    world.crm.fail('customers', { kind: 'status', status: 503 });
    await control('DELETE', path);

    expect((await customer()).status).toBe(200);
  });

  it.each([
    ['PUT', '/faults/crm/customers', { kind: 'slow' }, 400, /^kind must be one of latency, /],
    ['PUT', '/faults/crm/customers', undefined, 400, /^a fault must be a JSON object$/],
    [
      'PUT',
      '/faults/crm/nothing',
      { kind: 'hang' },
      404,
      /^Simulator crm has no route nothing; its routes are customers, accounts$/,
    ],
    [
      'PUT',
      '/faults/nobody/x',
      { kind: 'hang' },
      404,
      /^Unknown simulator nobody; known simulators are genesys, crm, orders$/,
    ],
    ['GET', '/calls/nobody', undefined, 404, /^Unknown simulator nobody/],
    ['GET', '/calls/crm?route=x', undefined, 404, /^Simulator crm has no route x; its routes are customers, accounts$/],
    ['POST', '/issuer/rotate', { keepOld: 'no' }, 400, /^The body must be \{ "keepOld": true \| false \}/],
    ['POST', '/issuer/rotate', [], 400, /^The body must be/],
    ['POST', '/issuer/token', { claims: 1 }, 400, /^The body must be \{ "claims": /],
  ])('rejects %s %s with %j and returns the reason', async (method, path, body, status, reason) => {
    const response = await control(method, path, body);

    expect(response.status).toBe(status);
    expect((response.body as { errors: string[] }).errors).toEqual([expect.stringMatching(reason)]);
  });

  it('returns the recorded requests of a simulator', async () => {
    await customer();
    const { body } = await control('GET', '/calls/crm');

    expect(body).toMatchObject([{ route: 'customers', url: '/api/v1/customers?id=c-1', status: 200, completed: true }]);
    expect((await control('GET', '/calls/crm?route=accounts')).body).toEqual([]);
    expect((await control('GET', '/calls/crm?route=unknown')).body).toEqual([]);
  });

  it('stops and restarts a simulator', async () => {
    await control('POST', '/simulators/crm/stop');
    await expect(customer()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await control('POST', '/simulators/crm/start');

    expect((await customer()).status).toBe(200);
  });

  it('removes faults and recorded requests', async () => {
    world.crm.fail('customers', { kind: 'reset' });
    await customer().catch(() => undefined);
    await control('POST', '/reset');

    expect(world.crm.count('customers')).toBe(0);
    expect((await customer()).status).toBe(200);
  });

  it('rotates the signing key, and keeps or withdraws the old keys', async () => {
    const before = world.issuer.key.kid;
    const keptKey = (await control('POST', '/issuer/rotate')).body as { kid: string; published: string[] };
    expect(keptKey.published).toEqual([keptKey.kid, before]);
    expect(keptKey.kid).not.toBe(before);

    const alone = (await control('POST', '/issuer/rotate', { keepOld: false })).body as { kid: string };
    expect(alone).toMatchObject({ published: [alone.kid] });
    expect(world.issuer.keys).toHaveLength(1);
  });

  it('returns a token with the claims in the request', async () => {
    const { body } = await control('POST', '/issuer/token', { claims: { scope: 'dataaction:read' } });
    const claims = Buffer.from((body as { token: string }).token.split('.')[1] ?? '', 'base64url').toString();

    expect(JSON.parse(claims)).toMatchObject({ scope: 'dataaction:read', aud: 'https://sandbox.example' });
  });
});
