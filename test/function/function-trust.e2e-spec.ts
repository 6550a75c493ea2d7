import { FunctionApp } from '../../src/function/function-app.js';
import { functionsWith } from './functions.js';
import * as gateway from './gateway-events.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const CONTEXT = { clientContext: { 'ININ-Organization-Id': 'o-1' } };

describe('a serverless function', () => {
  const functions = functionsWith({
    FUNCTION_SCOPES: 'dataaction:read, dataaction:write',
    FUNCTION_ACTION: 'customer-lookup',
  });

  const request = (over: Partial<gateway.GatewayRequest> = {}): gateway.GatewayRequest => ({
    path: LOOKUP,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${functions.world.issuer.token()}` },
    body: '{"customer_id":"c-1"}',
    ...over,
  });

  const anonymous = (over: Record<string, string> = {}) =>
    request({ headers: { 'Content-Type': 'application/json', ...over } });

  const statusOf = async (app: FunctionApp, event: unknown): Promise<unknown> =>
    ((await app.handle(event, CONTEXT)) as { statusCode?: number }).statusCode;

  describe('grants an event without a token the scopes of the configuration', () => {
    const write = { action: 'invoke-data-action', idempotency_key: 'k-1', input_payload: { contactId: 'c-1' } };

    it('none by default', async () => {
      const app = await functions.start({ FUNCTION_SCOPES: '' });

      await expect(app.handle({ action: 'customer-lookup', customer_id: 'c-1' }, CONTEXT)).rejects.toThrow(
        /^FORBIDDEN/,
      );
      expect(functions.world.crm.count('customers')).toBe(0);
    });

    it('no write with the read scope', async () => {
      const app = await functions.start({ FUNCTION_SCOPES: 'dataaction:read' });

      await expect(app.handle(write, CONTEXT)).rejects.toThrow(/^FORBIDDEN: .*dataaction:write/);
    });

    it('several scopes, separated by commas or blanks', async () => {
      const app = await functions.shared();

      expect(await app.handle(write, CONTEXT)).toMatchObject({ status: 'completed' });
    });

    it('regardless of the IP allowlist, because it has no address', async () => {
      const app = await functions.start({ IP_ALLOWLIST: '10.0.0.0/8' });

      expect(await app.handle({ customer_id: 'c-1' }, CONTEXT)).toMatchObject({ found: true });
    });

    it.each([
      ['FUNCTION_SCOPES', { FUNCTION_SCOPES: 'dataaction:all' }],
      ['FUNCTION_ACTION', { FUNCTION_ACTION: 'customer-lokup' }],
    ])('and does not start with an invalid %s', async (variable, environment) => {
      await expect(functions.start(environment as Record<string, string>)).rejects.toThrow(variable);
    });
  });

  describe('requires a token', () => {
    it.each<[string, () => object]>([
      [
        'an HTTP event with an input beside it',
        () => ({ ...gateway.restApiEvent(anonymous()), input: { customer_id: 'c-1' } }),
      ],
      [
        'an HTTP event with flat fields beside it',
        () => ({ ...gateway.functionUrlEvent(anonymous()), customer_id: 'c-1' }),
      ],
      [
        'a load balancer event that names an action',
        () => ({ ...gateway.loadBalancerEvent(anonymous()), action: 'customer-lookup' }),
      ],
      ['a flat event with a request context', () => ({ customer_id: 'c-1', requestContext: {} })],
      ['a flat event with an empty request context', () => ({ customer_id: 'c-1', requestContext: null })],
      ['an input with headers', () => ({ input: { customer_id: 'c-1' }, headers: { 'ININ-Organization-Id': 'o-1' } })],
      ['the event of an unknown gateway', () => ({ raw_path: LOOKUP, method: 'POST', body: '{"customer_id":"c-1"}' })],
      [
        'headers that imitate clientContext',
        () =>
          gateway.restApiEvent(
            anonymous({ 'ININ-Organization-Id': 'o-1', 'X-Amz-Client-Context': 'e30=', 'X-Function': '1' }),
          ),
      ],
      [
        'a body that is an event',
        () => gateway.restApiEvent({ ...anonymous(), body: '{"input":{"customer_id":"c-1"}}' }),
      ],
    ])('for %s', async (_, event) => {
      const app = await functions.shared();

      expect(await statusOf(app, event())).toBe(401);
      expect(functions.world.crm.calls()).toEqual([]);
    });

    it('while a trusted event is in flight', async () => {
      const app = await functions.start();
      functions.world.crm.fail('customers', { kind: 'latency', latencyMs: 50 });

      const [, status] = await Promise.all([
        app.handle({ customer_id: 'c-1' }, CONTEXT),
        statusOf(app, gateway.restApiEvent(anonymous())),
      ]);

      expect(status).toBe(401);
    });
  });

  describe('with an IP allowlist', () => {
    const allowlist = { IP_ALLOWLIST: '10.0.0.0/8' };

    it.each([
      ['a REST API', gateway.restApiEvent],
      ['an HTTP API', gateway.httpApiEvent],
      ['a function URL', gateway.functionUrlEvent],
    ])('uses the source address of %s, and no header', async (_, eventOf) => {
      const app = await functions.shared(allowlist);
      const headers = { ...request().headers, 'X-Forwarded-For': '10.1.2.3' };

      expect(await statusOf(app, eventOf(request({ sourceIp: '10.1.2.3' })))).toBe(200);
      expect(await statusOf(app, eventOf(request({ sourceIp: '203.0.113.9' })))).toBe(403);
      expect(await statusOf(app, eventOf(request({ sourceIp: '203.0.113.9', headers })))).toBe(403);
    });

    it.each([
      ['the address that it sees is allowed', '1', '10.1.2.3', undefined, 200],
      ['the address that it sees is not allowed', '1', '203.0.113.9', undefined, 403],
      ['the caller forges an address', '1', '203.0.113.9', '10.1.2.3', 403],
      ['a proxy in front of it is trusted too', '2', '203.0.113.9', '10.1.2.3', 200],
      ['no proxy is trusted', '', '10.1.2.3', undefined, 403],
      ['ranges are trusted, but its own address is unknown', '10.0.0.0/8', '10.1.2.3', undefined, 403],
    ])(
      'reads the address from a load balancer according to TRUST_PROXY: %s',
      async (_, TRUST_PROXY, sourceIp, forwarded, status) => {
        const app = await functions.shared({ ...allowlist, TRUST_PROXY });
        const headers = { ...request().headers, ...(forwarded && { 'X-Forwarded-For': forwarded }) };

        expect(await statusOf(app, gateway.loadBalancerEvent(request({ sourceIp, headers })))).toBe(status);
      },
    );

    it('reads the address behind a trusted proxy in front of a function URL', async () => {
      const app = await functions.shared({ ...allowlist, TRUST_PROXY: '198.51.100.0/24' });
      const event = gateway.functionUrlEvent(request({ sourceIp: '198.51.100.7' }));
      const forwarded = { ...event, headers: { ...event.headers, 'x-forwarded-for': '10.1.2.3, 198.51.100.7' } };

      expect(await statusOf(app, forwarded)).toBe(200);
    });
  });
});
