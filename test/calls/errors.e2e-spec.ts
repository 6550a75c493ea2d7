import { CrmClient } from '../../src/upstreams/crm.client.js';
import { CRM_FAILURES, status } from './failure-table.js';
import { Reply, startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const STYLES = ['status', 'in-body'] as const;
/** Faults with a response that never ends. */
const UNFINISHED: ReadonlySet<string> = new Set(['hang', 'hangBody', 'drip']);

describe('a failure', () => {
  let service: TestService;
  /** Waits half a second for a response of an upstream. */
  let impatient: TestService;
  let customers = 0;

  beforeAll(async () => {
    const environment = { RETRY_ATTEMPTS: '1', CIRCUIT_FAILURES: '1000000' };
    service = await startService({ environment });
    impatient = await startService({
      world: service.world,
      environment: { ...environment, UPSTREAM_TIMEOUT_MS: '500' },
    });
  });

  beforeEach(() => service.world.reset());

  /** Looks up a different customer each time, so that no call is a cache hit. */
  const lookup = (style: string, at = service): Promise<Reply> =>
    at.call('customer-lookup', { customer_id: `c-${(customers += 1)}` }, { headers: { 'X-Failure-Style': style } });

  /** Checks a failed call in both failure styles. */
  async function expectFailure(
    at: TestService,
    [httpStatus, code, ...fields]: readonly [number, ...unknown[]],
  ): Promise<void> {
    const [status_code, fallback_type, action, retry_after] = fields;
    for (const style of STYLES) {
      const reply = await lookup(style, at);

      expect(reply.body).toMatchObject({ code, status_code, fallback_type, action, retry_after });
      expect(reply.body).toMatchObject({ data: {}, status: 'error', success: false, source: 'none' });
      expect(reply.status).toBe(style === 'status' ? httpStatus : 200);
      expect(envelopeDefects(reply)).toEqual([]);
    }
  }

  it.each(Object.entries(CRM_FAILURES))(
    'by %s of the CRM has the documented response',
    async (_, [fault, ...expected]) => {
      service.world.crm.fail('customers', fault);

      await expectFailure(UNFINISHED.has(fault.kind) ? impatient : service, expected);
    },
  );

  it('with a date in Retry-After reports the seconds until then', async () => {
    const inFiveMinutes = new Date(Date.now() + 300_000).toUTCString();
    service.world.crm.fail('customers', status(503, inFiveMinutes));
    const { headers, body } = await lookup('status');

    expect(body.retry_after).toBeGreaterThan(270);
    expect(body.retry_after).toBeLessThanOrEqual(300);
    expect(headers.get('Retry-After')).toBe(String(body.retry_after));
  });

  it('by a stopped CRM is reported as unreachable', async () => {
    await service.world.crm.stop();

    await expectFailure(service, [429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5]);
    await service.world.crm.start();
    expect((await lookup('status')).status).toBe(200);
  });

  it.each([
    ['with an unknown host name', () => 'http://crm.invalid'],
    ['without TLS', () => service.world.crm.url.replace('http:', 'https:')],
  ])('by a CRM %s is reported as unreachable', async (_, CRM_BASE_URL) => {
    const { world } = service;
    const other = await startService({ world, environment: { CRM_BASE_URL: CRM_BASE_URL(), RETRY_ATTEMPTS: '1' } });

    await expectFailure(other, [429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5]);
    await other.stop();
  });

  it('that repeats opens the circuit, and reports the wait until it closes', async () => {
    const { world } = service;
    const other = await startService({
      world,
      environment: { CIRCUIT_FAILURES: '1', CIRCUIT_OPEN_MS: '60000', RETRY_ATTEMPTS: '1' },
    });
    world.crm.fail('customers', status(500));
    await lookup('status', other);

    await expectFailure(other, [429, 'CIRCUIT_OPEN', 503, 'api_failure', 'route_to_fallback', expect.any(Number)]);
    const { retry_after } = (await lookup('status', other)).body;
    expect(retry_after).toBeGreaterThan(30);
    expect(retry_after).toBeLessThanOrEqual(60);
    expect(world.crm.count('customers')).toBe(1);
    await other.stop();
  });

  it('by the concurrency limit is reported as OVERLOADED', async () => {
    const { world } = service;
    const other = await startService({
      world,
      environment: { UPSTREAM_MAX_CONCURRENCY: '1', UPSTREAM_TIMEOUT_MS: '1000' },
    });
    world.crm.fail('customers', { kind: 'hang' });
    const waiting = [lookup('status', other), lookup('status', other)];
    await world.crm.whenReceived('customers');

    await expectFailure(other, [429, 'OVERLOADED', 429, 'rate_limited', 'wait_and_retry', expect.any(Number)]);
    world.crm.heal();
    await Promise.all(waiting);
    await other.stop();
  });

  it('by a bug of the service reveals no details', async () => {
    const crm: Partial<CrmClient> = service.app.get(CrmClient, { strict: false });
    crm.findCustomer = async () => {
      throw new TypeError('the secret of c-1');
    };

    await expectFailure(service, [500, 'INTERNAL', 500, 'internal_error', 'route_to_fallback', 0]);
    expect((await lookup('status')).text).not.toContain('secret');
    delete crm.findCustomer;
  });

  it.each([
    ['a list of two', [{ id: 'c-1' }, { id: 'c-2' }]],
    ['a text', 'c-1'],
    ['a number', 7],
    ['a truth value', true],
  ])('by %s instead of a customer is reported as a bad response', async (_, body) => {
    service.world.crm.fail('customers', { kind: 'status', status: 200, body });

    await expectFailure(service, [429, 'UPSTREAM_BAD_RESPONSE', 502, 'api_failure', 'route_to_fallback', 5]);
  });

  it("reveals nothing of the CRM's response body", async () => {
    service.world.crm.fail('customers', {
      kind: 'status',
      status: 400,
      body: { message: 'the key of ada@example.com is wrong' },
    });

    expect((await lookup('status')).text).not.toContain('ada@example.com');
  });

  it.each([
    ['a 401', { token: 'a.b.c' }, 401, 'UNAUTHENTICATED'],
    ['a 415', { headers: { 'Content-Type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a 413', { raw: ' '.repeat(512_001) }, 413, 'PAYLOAD_TOO_LARGE'],
    ['malformed JSON', { raw: '{' }, 400, 'MALFORMED_JSON'],
  ])(
    'before the input is read keeps its HTTP status in the in-body style: %s',
    async (_, options, httpStatus, code) => {
      const headers = { 'X-Failure-Style': 'in-body', ...('headers' in options ? options.headers : {}) };
      const reply = await service.call('customer-lookup', {}, { ...options, headers });

      expect(reply).toMatchObject({ status: httpStatus, body: { code, status_code: httpStatus, retry_after: 0 } });
      expect(envelopeDefects(reply)).toEqual([]);
    },
  );
});
