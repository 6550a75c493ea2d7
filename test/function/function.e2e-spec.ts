import { Envelope } from '../../src/envelope/envelope.js';
import { FunctionApp } from '../../src/function/function-app.js';
import { stopAfterSuite } from '../support/clean-up.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { HIGH_LIMITS } from '../support/limits.js';
import { startWorld, World } from '../support/world.js';
import * as gateway from './gateway-events.js';

type Variables = Readonly<Record<string, string>>;

const ORGANISATION = '11111111-2222-4333-8444-555555555555';
const LOOKUP = '/api/v1/dataactions/customer-lookup';
const JSON_TYPE = { 'Content-Type': 'application/json' };

const GATEWAYS = [
  ['a REST API', gateway.restApiEvent],
  ['an HTTP API', gateway.httpApiEvent],
  ['a function URL', gateway.functionUrlEvent],
  ['a load balancer', gateway.loadBalancerEvent],
  ['a load balancer with multi-value headers', gateway.multiValueLoadBalancerEvent],
] as const;

const WRITE = { action: 'invoke-data-action', idempotency_key: 'k-1', input_payload: { contactId: 'c-1' } };

let world: World;
/** The function that most tests share. It can read, and its action is customer-lookup. */
let app: FunctionApp;
let customers = 0;

const start = async (variables: Variables = {}): Promise<FunctionApp> => {
  const defaults = { LOG_LEVEL: 'silent', FUNCTION_SCOPES: 'dataaction:read', FUNCTION_ACTION: 'customer-lookup' };
  return stopAfterSuite(await FunctionApp.start(world.environment({ ...HIGH_LIMITS, ...defaults, ...variables })));
};

beforeAll(async () => {
  world = await startWorld();
  app = await start();
});

beforeEach(() => world.reset());

/** Returns a context of Genesys Functions: ids of the platform, and the headers that the Data Action configures. */
const contextOf = (over: Record<string, unknown> = {}) => ({
  clientContext: { 'ININ-Organization-Id': ORGANISATION, 'ININ-Correlation-Id': 'c0ffee', ...over },
});
const newCustomer = (): object => ({ customer_id: `c-new-${(customers += 1)}` });
const envelopeIn = (response: unknown): Envelope => JSON.parse((response as { body: string }).body) as Envelope;

const authorised = (over: Record<string, string> = {}) => ({
  ...JSON_TYPE,
  Authorization: `Bearer ${world.issuer.token()}`,
  ...over,
});

const request = (over: Partial<gateway.GatewayRequest> = {}): gateway.GatewayRequest => ({
  path: LOOKUP,
  headers: authorised(),
  body: '{"customer_id":"c-4"}',
  ...over,
});

/** Handles an HTTP event. Returns the response with its headers in one form. */
async function handle(event: object, { by = app, context = {} }: { by?: FunctionApp; context?: object } = {}) {
  const response = (await by.handle(event, context)) as gateway.GatewayResponse;
  const { headers, multiValueHeaders = {} } = response;
  const joined = Object.entries(multiValueHeaders).map(([name, values]) => [name, values.join()]);
  const text = Buffer.from(response.body, response.isBase64Encoded ? 'base64' : 'utf8').toString();
  return { ...response, text, headers: headers ?? (Object.fromEntries(joined) as Record<string, string>) };
}

const envelopeOf = ({ text }: { text: string }): Envelope => JSON.parse(text) as Envelope;

describe('an event without a token', () => {
  describe('that is flat', () => {
    it('returns the plain output', async () => {
      expect(await app.handle({ customer_id: 'c-1' }, contextOf())).toEqual({
        found: true,
        profile: { id: 'c-1', name: 'Ada Lovelace', tier: 'gold', email: 'ada@example.com' },
        timestamp: expect.any(String) as string,
      });
    });

    it('can name its action, which is not part of the input', async () => {
      const output = await app.handle({ action: 'customer-overview', customerId: 'c-1' }, contextOf());

      expect(output).toMatchObject({ customerId: 'c-1', sources: { crm: { status: 200, data: { id: 'c-1' } } } });
    });

    it('can be enveloped like any other call', async () => {
      const context = { flow: { id: 'f-1', name: 'Main' }, interaction: { id: 'i-1', type: 'call' } };

      expect(await app.handle({ data: { customer_id: 'c-1' }, ...context }, contextOf())).toMatchObject({
        found: true,
      });
    });

    it.each([
      ['an invalid input', {}, /^INVALID_INPUT: customer_id .*\(correlation id c0ffee\)$/],
      ['a string', 'c-1', /^INVALID_INPUT: The body must be a JSON object/],
      ['nothing', undefined, /^INVALID_INPUT: The body must be a JSON object/],
      ['an unknown action', { action: 'none' }, /^UNKNOWN_ACTION: /],
      ['a path as the action', { action: '../../health/live' }, /^UNKNOWN_ACTION: /],
    ])('fails with code and errors for %s', async (_, event, message) => {
      await expect(app.handle(event, contextOf())).rejects.toThrow(message);
    });

    it('fails if the upstream fails, in either failure style, without revealing a key', async () => {
      world.crm.fail('customers', { kind: 'status', status: 503 });

      const failure = await app
        .handle(newCustomer(), contextOf({ 'X-Failure-Style': 'in-body' }))
        .catch((error: unknown) => error as Error);

      expect(failure).toMatchObject({ name: 'FunctionFailure', code: 'UPSTREAM_UNAVAILABLE' });
      expect(String(failure)).toContain('CRM returned 503');
      expect(String(failure)).not.toContain('sandbox-crm-key');
    });
  });

  describe('with its input in a member', () => {
    it('returns status and envelope', async () => {
      const response = await app.handle({ input: { customer_id: 'c-1' } }, {});

      expect(Object.keys(response as object)).toEqual(['statusCode', 'body']);
      expect(response).toMatchObject({ statusCode: 200 });
      expect(envelopeIn(response)).toMatchObject({ success: true, data: { found: true } });
    });

    it('can name its action beside the input', async () => {
      const response = await app.handle({ action: 'customer-overview', input: { customerId: 'c-1' } }, contextOf());

      expect(envelopeIn(response)).toMatchObject({ data: { customerId: 'c-1' }, correlation_id: 'c0ffee' });
    });

    it('returns the HTTP status of a failure', async () => {
      world.crm.fail('customers', { kind: 'notJson' });
      const context = contextOf({ 'x-failure-style': 'in-body' });
      const [invalid, failed] = await Promise.all([{}, newCustomer()].map((input) => app.handle({ input }, context)));

      expect([invalid, failed]).toMatchObject([{ statusCode: 400 }, { statusCode: 429 }]);
      expect(envelopeIn(invalid)).toMatchObject({ success: false, code: 'INVALID_INPUT' });
      expect(envelopeIn(failed)).toMatchObject({ success: false, code: 'UPSTREAM_BAD_RESPONSE' });
    });
  });

  it('shares cache entries within its organisation only', async () => {
    const customer = newCustomer();
    for (const organisation of ['o-1', 'o-1', 'o-2', 'o-1'])
      await app.handle(customer, contextOf({ 'ININ-Organization-Id': organisation }));

    expect(world.crm.count('customers')).toBe(2);
  });

  it("responds before the runtime's time limit", async () => {
    world.crm.fail('customers', { kind: 'hang' });
    const getRemainingTimeInMillis = (): number => 1_000;

    await expect(app.handle(newCustomer(), { ...contextOf(), getRemainingTimeInMillis })).rejects.toThrow(
      'DEADLINE_EXCEEDED: The call exceeded its limit of 700 ms',
    );
  });

  it('does not forward credentials in the headers of its Data Action to the upstream', async () => {
    await app.handle(newCustomer(), contextOf({ 'X-API-Key': 'mine', Authorization: 'Bearer mine' }));

    expect(JSON.stringify(world.crm.calls('customers')[0]?.headers)).not.toContain('mine');
  });

  it('is rejected if clientContext contains an invalid header value', async () => {
    await expect(app.handle({ customer_id: 'c-1' }, contextOf({ traceparent: 'a\nb' }))).rejects.toThrow(
      /^MALFORMED_JSON: .* HTTP does not allow/,
    );
  });

  describe('has the scopes of the configuration:', () => {
    it('none by default', async () => {
      const bare = await start({ FUNCTION_SCOPES: '', FUNCTION_ACTION: '' });

      await expect(bare.handle({ action: 'customer-lookup', customer_id: 'c-1' }, contextOf())).rejects.toThrow(
        /^FORBIDDEN/,
      );
      expect(world.crm.count('customers')).toBe(0);
      await expect(bare.handle({ customer_id: 'c-1' }, contextOf())).rejects.toThrow(/^UNKNOWN_ACTION/);
    });

    it('no write with the read scope', async () => {
      await expect(app.handle(WRITE, contextOf())).rejects.toThrow(/^FORBIDDEN: .*dataaction:write/);
    });

    it('several scopes, separated by commas or blanks', async () => {
      const writing = await start({ FUNCTION_SCOPES: 'dataaction:read, dataaction:write' });

      expect(await writing.handle(WRITE, contextOf())).toMatchObject({ status: 'completed' });
    });

    it.each([
      ['FUNCTION_SCOPES', { FUNCTION_SCOPES: 'dataaction:all' }],
      ['FUNCTION_ACTION', { FUNCTION_ACTION: 'customer-lokup' }],
    ])('none with an invalid %s, which prevents the start', async (variable, environment) => {
      await expect(start(environment as Variables)).rejects.toThrow(variable);
    });
  });
});

describe('an HTTP event', () => {
  describe.each(GATEWAYS)('of %s', (_, eventOf) => {
    it('has the same response as an HTTP request, at its path and at the root path', async () => {
      const response = await handle(eventOf(request()));

      expect(response.statusCode).toBe(200);
      expect(envelopeDefects({ ...response, body: envelopeOf(response) })).toEqual([]);
      expect(envelopeOf(response).data).toMatchObject({ found: true, profile: { name: 'Chien-Shiung Wu 吳健雄' } });
      expect(envelopeOf(await handle(eventOf(request({ path: '/' }))))).toMatchObject({ data: { found: true } });
    });

    it('is rejected without a valid token', async () => {
      for (const headers of [JSON_TYPE, { ...JSON_TYPE, Authorization: 'Bearer x.y.z' }]) {
        const response = await handle(eventOf(request({ headers })));

        expect(response.statusCode).toBe(401);
        expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
        expect(envelopeOf(response)).toMatchObject({ code: 'UNAUTHENTICATED' });
      }
      expect(world.crm.count('customers')).toBe(0);
    });

    it('reaches all other routes', async () => {
      const fetch = (path: string) => handle(eventOf({ path, method: 'GET', headers: authorised() }));

      expect(await fetch('/health/live')).toMatchObject({ statusCode: 200, text: '{"status":"ok"}' });
      expect(JSON.parse((await fetch('/api/v1/dataactions')).text)).toContainEqual(
        expect.objectContaining({ name: 'customer-lookup' }),
      );
      expect((await fetch(LOOKUP)).statusCode).toBe(405);
      expect((await fetch('/nowhere')).statusCode).toBe(404);
    });
  });

  it('waits for the first signing keys', async () => {
    world.genesys.fail('jwks', { kind: 'latency', latencyMs: 300 });

    expect((await handle(gateway.functionUrlEvent(request()), { by: await start() })).statusCode).toBe(200);
  });

  it('waits for signing keys at most for the time limit of the runtime, and not at all without a token', async () => {
    world.genesys.fail('jwks', { kind: 'hang' });
    const by = await start();

    expect(await by.handle({ customer_id: 'c-1' }, contextOf())).toMatchObject({ found: true });
    const response = await handle(gateway.functionUrlEvent(request()), {
      by,
      context: { getRemainingTimeInMillis: () => 800 },
    });

    expect(response.statusCode).toBe(429);
    expect(envelopeOf(response)).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('needs the scope in its token, because the scopes of the configuration do not apply to it', async () => {
    const token = world.issuer.token({ claims: { scope: 'dataaction:write' } });
    const headers = { ...JSON_TYPE, Authorization: `Bearer ${token}` };

    expect((await handle(gateway.restApiEvent(request({ headers })))).statusCode).toBe(403);
  });

  it('supports the in-body failure style', async () => {
    const headers = authorised({ 'X-Failure-Style': 'in-body' });
    const response = await handle(gateway.restApiEvent(request({ headers, body: '{}' })));

    expect(response.statusCode).toBe(200);
    expect(envelopeOf(response)).toMatchObject({ success: false, code: 'INVALID_INPUT' });
  });

  it('causes a 413 if its body is too large, and a 401 without a token', async () => {
    const by = await start({ BODY_LIMIT_BYTES: '1000' });
    const body = JSON.stringify({ customer_id: 'x'.repeat(500_000) });

    expect((await handle(gateway.httpApiEvent(request({ body })), { by })).statusCode).toBe(413);
    expect((await handle(gateway.httpApiEvent(request({ body, headers: JSON_TYPE })), { by })).statusCode).toBe(401);
  });

  it('causes a 400 if it is not a valid HTTP request', async () => {
    const response = await handle(gateway.restApiEvent(request({ headers: authorised({ 'X-A': 'a\r\nX-B: b' }) })));

    expect(response.statusCode).toBe(400);
    expect(envelopeDefects({ ...response, body: envelopeOf(response) })).toEqual([]);
  });

  describe('requires a token, although the configuration grants scopes:', () => {
    const anonymous = (over: Record<string, string> = {}) => request({ headers: { ...JSON_TYPE, ...over } });
    const statusOf = async (event: unknown): Promise<unknown> =>
      ((await app.handle(event, contextOf())) as { statusCode?: number }).statusCode;

    it.each<[string, () => object]>([
      ['with an input beside it', () => ({ ...gateway.restApiEvent(anonymous()), input: { customer_id: 'c-1' } })],
      ['with flat fields beside it', () => ({ ...gateway.functionUrlEvent(anonymous()), customer_id: 'c-1' })],
      [
        'of a load balancer that names an action',
        () => ({ ...gateway.loadBalancerEvent(anonymous()), action: 'customer-lookup' }),
      ],
      ['that is flat with a request context', () => ({ customer_id: 'c-1', requestContext: {} })],
      ['that is flat with an empty request context', () => ({ customer_id: 'c-1', requestContext: null })],
      [
        'that is an input with headers',
        () => ({ input: { customer_id: 'c-1' }, headers: { 'ININ-Organization-Id': 'o-1' } }),
      ],
      ['of an unknown gateway', () => ({ raw_path: LOOKUP, method: 'POST', body: '{"customer_id":"c-1"}' })],
      [
        'with headers that imitate clientContext',
        () =>
          gateway.restApiEvent(
            anonymous({ 'ININ-Organization-Id': 'o-1', 'X-Amz-Client-Context': 'e30=', 'X-Function': '1' }),
          ),
      ],
      [
        'with a body that is an event',
        () => gateway.restApiEvent({ ...anonymous(), body: '{"input":{"customer_id":"c-1"}}' }),
      ],
    ])('one %s', async (_, event) => {
      expect(await statusOf(event())).toBe(401);
      expect(world.crm.calls()).toEqual([]);
    });

    it('one that arrives while a trusted event is in flight', async () => {
      world.crm.fail('customers', { kind: 'latency', latencyMs: 50 });

      const [, status] = await Promise.all([
        app.handle(newCustomer(), contextOf()),
        statusOf(gateway.restApiEvent(anonymous())),
      ]);

      expect(status).toBe(401);
    });
  });
});

describe('an IP allowlist', () => {
  /** Functions by their TRUST_PROXY. */
  const functions = new Map<string, Promise<FunctionApp>>();
  const statusOf = async (event: object, trusted = ''): Promise<number> => {
    const by = functions.get(trusted) ?? start({ IP_ALLOWLIST: '10.0.0.0/8', TRUST_PROXY: trusted });
    functions.set(trusted, by);
    return (await handle(event, { by: await by })).statusCode;
  };

  it('does not apply to an event without a token, because it has no address', async () => {
    await statusOf(gateway.restApiEvent(request()));

    expect(await (await functions.get(''))?.handle({ customer_id: 'c-1' }, contextOf())).toMatchObject({ found: true });
  });

  it.each(GATEWAYS.slice(0, 3))('uses the source address of %s, and no header', async (_, eventOf) => {
    const headers = authorised({ 'X-Forwarded-For': '10.1.2.3' });

    expect(await statusOf(eventOf(request({ sourceIp: '10.1.2.3' })))).toBe(200);
    expect(await statusOf(eventOf(request({ sourceIp: '203.0.113.9' })))).toBe(403);
    expect(await statusOf(eventOf(request({ sourceIp: '203.0.113.9', headers })))).toBe(403);
  });

  it.each([
    ['the address that it sees is allowed', '1', '10.1.2.3', undefined, 200],
    ['the address that it sees is not allowed', '1', '203.0.113.9', undefined, 403],
    ['the caller forges an address', '1', '203.0.113.9', '10.1.2.3', 403],
    ['a proxy in front of it is trusted too', '2', '203.0.113.9', '10.1.2.3', 200],
    ['no proxy is trusted', '', '10.1.2.3', undefined, 403],
    ['ranges are trusted, but its own address is unknown', '198.51.100.0/24', '10.1.2.3', undefined, 403],
  ])(
    'reads the address from a load balancer according to TRUST_PROXY: %s',
    async (_, trusted, sourceIp, forwarded, status) => {
      const headers = authorised({ ...(forwarded && { 'X-Forwarded-For': forwarded }) });

      expect(await statusOf(gateway.loadBalancerEvent(request({ sourceIp, headers })), trusted)).toBe(status);
    },
  );

  it('reads the address behind a trusted proxy in front of a function URL', async () => {
    const event = gateway.functionUrlEvent(request({ sourceIp: '198.51.100.7' }));
    const forwarded = { ...event, headers: { ...event.headers, 'x-forwarded-for': '10.1.2.3, 198.51.100.7' } };

    expect(await statusOf(forwarded, '198.51.100.0/24')).toBe(200);
  });
});
