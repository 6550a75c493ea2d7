import { World } from '../../sandbox/world.js';
import { FunctionApp } from '../../src/function/function-app.js';
import { functionUrlEvent, GatewayResponse } from '../function/gateway-events.js';
import { Reply, startService, TestService } from '../support/service.js';
import { timed } from './timed.js';

const DEADLINE_MS = 400;
/** Maximum time from the deadline to the response. */
const GRACE_MS = 250;
const SHORT = { headers: { 'X-Action-Timeout-Ms': String(DEADLINE_MS) } };

const CUSTOMER = { customerId: 'c-1' };
const FILTER = { filter_expression: "queue.id = 'q-1'" };
const HANG = { kind: 'hang' } as const;

/** The hanging system, the function that makes it hang, the action, its input, and the code of the response. */
const HANGING: readonly (readonly [string, (world: World) => void, string, object, string])[] = [
  ['the platform', ({ genesys }) => genesys.fail('queues', HANG), 'queues', { name: 'n' }, 'DEADLINE_EXCEEDED'],
  ['the login', ({ genesys }) => genesys.fail('token', HANG), 'queues', { name: 'l' }, 'DEADLINE_EXCEEDED'],
  ['a query', ({ genesys }) => genesys.fail('analytics', HANG), 'conversation-query', FILTER, 'DEADLINE_EXCEEDED'],
  ['one of three systems', ({ crm }) => crm.fail('accounts', HANG), 'customer-overview', CUSTOMER, 'OK'],
  [
    'each of three systems',
    ({ crm, orders, genesys }) => {
      crm.fail('accounts', HANG);
      orders.fail('orders', HANG);
      genesys.fail('users', HANG);
    },
    'customer-overview',
    CUSTOMER,
    'DEADLINE_EXCEEDED',
  ],
];

describe('a call while an upstream hangs', () => {
  let service: TestService;

  beforeEach(async () => {
    service = await startService({ environment: { CACHE_TTL_SECONDS: '1', CACHE_REVALIDATE_SECONDS: '0' } });
  });

  afterEach(() => service.stop());

  const expectInTime = (tookMs: number): void => {
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS / 2);
    expect(tookMs).toBeLessThan(DEADLINE_MS + GRACE_MS);
  };
  const lookup = (headers = {}, token?: string): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { headers, token });

  it.each(HANGING)('ends by the deadline: %s', async (_, hang, action, input, code) => {
    hang(service.world);

    const [{ body }, tookMs] = await timed(() => service.call(action, input, SHORT));

    expect(body.code).toBe(code);
    expectInTime(tookMs);
  });

  it('returns a stale entry by the deadline', async () => {
    await lookup();
    service.world.crm.fail('customers', HANG);
    await new Promise((resolve) => setTimeout(resolve, 1_000));

    const [{ body }, tookMs] = await timed(() => lookup(SHORT.headers));

    expect(body.source).toBe('stale');
    expectInTime(tookMs);
  });

  it('ends by the deadline while its signing key cannot be fetched', async () => {
    await service.stop();
    service = await startService({ environment: { AUTH_JWKS_COOLDOWN_SECONDS: '0' } });
    service.world.genesys.fail('jwks', HANG);
    const token = service.world.issuer.token({ header: { kid: 'unknown' } });

    const [{ body }, tookMs] = await timed(() => lookup(SHORT.headers, token));

    expect(body.code).toBe('DEADLINE_EXCEEDED');
    expectInTime(tookMs);
  });

  it("of a function ends within the runtime's time limit", async () => {
    const { world } = service;
    const rights = { FUNCTION_SCOPES: 'dataaction:read', FUNCTION_ACTION: 'customer-lookup' };
    const app = await FunctionApp.start(world.environment({ LOG_LEVEL: 'silent', ...rights }));
    world.crm.fail('customers', HANG);
    const event = functionUrlEvent({
      path: '/',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${world.issuer.token()}` },
      body: '{"customer_id":"c-4"}',
    });

    const [response, tookMs] = await timed(() => app.handle(event, { getRemainingTimeInMillis: () => 1_000 }));
    await app.stop();

    expect((response as GatewayResponse).statusCode).toBe(429);
    expect(tookMs).toBeLessThan(1_000);
  });
});
