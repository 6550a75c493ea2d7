import { Envelope } from '../../src/errors/error-envelope.js';
import { FunctionApp } from '../../src/function/function-app.js';
import { functionsWith } from './functions.js';
import * as gateway from './gateway-events.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const JSON_TYPE = { 'Content-Type': 'application/json' };

const GATEWAYS = [
  ['a REST API', gateway.restApiEvent],
  ['an HTTP API', gateway.httpApiEvent],
  ['a function URL', gateway.functionUrlEvent],
  ['a load balancer', gateway.loadBalancerEvent],
  ['a load balancer with multi-value headers', gateway.multiValueLoadBalancerEvent],
] as const;

describe('an HTTP event', () => {
  const functions = functionsWith({ FUNCTION_SCOPES: 'dataaction:read', FUNCTION_ACTION: 'customer-lookup' });

  const authorised = (over: Record<string, string> = {}) => ({
    ...JSON_TYPE,
    Authorization: `Bearer ${functions.world.issuer.token()}`,
    ...over,
  });

  const lookUp = (over: Partial<gateway.GatewayRequest> = {}): gateway.GatewayRequest => ({
    path: LOOKUP,
    headers: authorised(),
    body: '{"customer_id":"c-4"}',
    ...over,
  });

  /** Handles an event. Returns the response with its headers in one form. */
  async function handle(app: FunctionApp, event: object, context = {}) {
    const response = (await app.handle(event, context)) as gateway.GatewayResponse;
    const { headers, multiValueHeaders = {} } = response;
    const joined = Object.entries(multiValueHeaders).map(([name, values]) => [name, values.join()]);
    const text = Buffer.from(response.body, response.isBase64Encoded ? 'base64' : 'utf8').toString();
    return { ...response, text, headers: headers ?? (Object.fromEntries(joined) as Record<string, string>) };
  }

  const envelopeOf = ({ text }: { text: string }): Envelope => JSON.parse(text) as Envelope;

  describe.each(GATEWAYS)('of %s', (_, eventOf) => {
    it('has the same response as an HTTP request', async () => {
      const app = await functions.shared();

      const response = await handle(app, eventOf(lookUp()));

      expect(response.statusCode).toBe(200);
      expect(envelopeDefects({ ...response, body: envelopeOf(response) })).toEqual([]);
      expect(envelopeOf(response).data).toMatchObject({ found: true, profile: { name: 'Chien-Shiung Wu 吳健雄' } });
    });

    it.each([
      ['no token', JSON_TYPE],
      ['a bad token', { ...JSON_TYPE, Authorization: 'Bearer x.y.z' }],
    ])('is rejected with %s', async (_case, headers) => {
      const app = await functions.shared();

      const response = await handle(app, eventOf(lookUp({ headers })));

      expect(response.statusCode).toBe(401);
      expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(envelopeOf(response)).toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(functions.world.crm.count('customers')).toBe(0);
    });

    it('reaches the other routes', async () => {
      const app = await functions.shared();
      const get = (path: string) => handle(app, eventOf({ path, method: 'GET', headers: authorised() }));

      expect(await get('/health/live')).toMatchObject({ statusCode: 200, text: '{"status":"ok"}' });
      expect(JSON.parse((await get('/api/v1/dataactions')).text)).toContainEqual(
        expect.objectContaining({ name: 'customer-lookup' }),
      );
      expect(JSON.parse((await get('/openapi.json')).text)).toMatchObject({ openapi: '3.1.0' });
      expect((await get(LOOKUP)).statusCode).toBe(405);
      expect((await get('/nowhere')).statusCode).toBe(404);
    });

    it('calls the configured action at the root path', async () => {
      const app = await functions.shared();

      const response = await handle(app, eventOf(lookUp({ path: '/' })));

      expect(envelopeOf(response)).toMatchObject({ data: { found: true } });
    });
  });

  it('waits for the first signing keys', async () => {
    functions.world.genesys.fail('jwks', { kind: 'latency', latencyMs: 300 });
    const app = await functions.start();

    expect((await handle(app, gateway.functionUrlEvent(lookUp()))).statusCode).toBe(200);
  });

  it('waits for signing keys only within the time limit of the runtime', async () => {
    functions.world.genesys.fail('jwks', { kind: 'hang' });
    const app = await functions.start();

    const response = await handle(app, gateway.functionUrlEvent(lookUp()), { getRemainingTimeInMillis: () => 800 });

    expect(response.statusCode).toBe(429);
    expect(envelopeOf(response)).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('needs the scope in its own token, not in the configuration', async () => {
    const app = await functions.shared();
    const token = functions.world.issuer.token({ claims: { scope: 'dataaction:write' } });

    const response = await handle(
      app,
      gateway.restApiEvent(lookUp({ headers: { ...JSON_TYPE, Authorization: `Bearer ${token}` } })),
    );

    expect(response.statusCode).toBe(403);
  });

  it('supports the in-body failure style', async () => {
    const app = await functions.shared();
    const headers = authorised({ 'X-Failure-Style': 'in-body' });

    const response = await handle(app, gateway.restApiEvent(lookUp({ headers, body: '{}' })));

    expect(response.statusCode).toBe(200);
    expect(envelopeOf(response)).toMatchObject({ success: false, code: 'INVALID_INPUT' });
  });

  it('is a 413 if its body is too large, and a 401 without a token', async () => {
    const app = await functions.start({ BODY_LIMIT_BYTES: '1000' });
    const body = JSON.stringify({ customer_id: 'x'.repeat(500_000) });

    expect((await handle(app, gateway.httpApiEvent(lookUp({ body })))).statusCode).toBe(413);
    expect((await handle(app, gateway.httpApiEvent(lookUp({ body, headers: JSON_TYPE })))).statusCode).toBe(401);
  });

  it('is a 400 if it is not a valid HTTP request', async () => {
    const app = await functions.shared();

    const response = await handle(app, gateway.restApiEvent(lookUp({ headers: authorised({ 'X-A': 'a\r\nX-B: b' }) })));

    expect(response.statusCode).toBe(400);
    expect(envelopeDefects({ ...response, body: envelopeOf(response) })).toEqual([]);
  });
});
