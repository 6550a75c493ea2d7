import { Fault } from '../sandbox/faults.js';
import { head, RawConnection } from './raw-connection.js';
import { Reply, startService, TestService } from './service.js';
import { envelopeDefects } from './envelope-defects.js';

const HANGING: readonly (readonly [string, Fault])[] = [
  ['says nothing', { kind: 'hang' }],
  ['stops in the middle of its answer', { kind: 'hangBody' }],
  ['never comes to an end', { kind: 'drip', everyMs: 20 }],
  ['is slow', { kind: 'latency', latencyMs: 5_000 }],
];

describe('the deadline', () => {
  let service: TestService;
  let asked = 0;

  beforeAll(async () => {
    service = await startService({ environment: { ACTION_TIMEOUT_MS: '1000', CIRCUIT_FAILURES: '1000000' } });
    await lookup();
  });

  beforeEach(() => service.world.reset());
  afterAll(() => service.stop());

  /** Asks for another customer every time: what is in the cache takes no time. */
  const lookup = (headers: Record<string, string> = {}): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: `c-${(asked += 1)}` }, { headers });

  /** The result of some work, and how many milliseconds it took. */
  async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
    const startedAtMs = performance.now();
    return [await work(), performance.now() - startedAtMs];
  }

  function expectExceeded(reply: Reply, httpStatus = 429): void {
    expect(reply).toMatchObject({
      status: httpStatus,
      body: {
        code: 'DEADLINE_EXCEEDED',
        status_code: 504,
        fallback_type: 'network_error',
        action: 'route_to_fallback',
        retry_after: 5,
      },
    });
    expect(envelopeDefects(reply)).toEqual([]);
  }

  it.each(HANGING)('ends a call whose upstream %s, and closes its connection', async (_, fault) => {
    service.world.crm.fail('customers', fault);

    const [reply, tookMs] = await timed(() => lookup({ 'X-Action-Timeout-Ms': '300' }));
    const answeredAtMs = Date.now();
    const upstream = await service.world.crm.whenClosed('customers');

    expectExceeded(reply);
    expect(tookMs).toBeGreaterThanOrEqual(295);
    expect(tookMs).toBeLessThan(550);
    expect(upstream.completed).toBe(false);
    expect((upstream.closedAt ?? Infinity) - answeredAtMs).toBeLessThan(50);
  });

  it('is the configured one where the caller names none', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    const [reply, tookMs] = await timed(lookup);

    expectExceeded(reply);
    expect(tookMs).toBeGreaterThanOrEqual(995);
    expect(tookMs).toBeLessThan(1_250);
  });

  it('can be shortened by the caller and not put off', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    const [reply, tookMs] = await timed(() => lookup({ 'X-Action-Timeout-Ms': '60000' }));

    expectExceeded(reply);
    expect(tookMs).toBeLessThan(1_250);
  });

  it('is told in the body where the caller wants that', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    expectExceeded(await lookup({ 'X-Action-Timeout-Ms': '100', 'X-Failure-Style': 'in-body' }), 200);
  });

  it('holds for many callers at once', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    const replies = await Promise.all(
      Array.from({ length: 20 }, () => timed(() => lookup({ 'X-Action-Timeout-Ms': '300' }))),
    );

    for (const [reply, tookMs] of replies) {
      expectExceeded(reply);
      expect(tookMs).toBeLessThan(550);
    }
  });

  it('sends nothing upstream that could not be answered in time', async () => {
    service.world.crm.fail('customers', { kind: 'status', status: 503, headers: { 'Retry-After': '1' } });

    const [reply, tookMs] = await timed(() => lookup({ 'X-Action-Timeout-Ms': '300' }));

    expect(reply).toMatchObject({ status: 429, body: { code: 'UPSTREAM_UNAVAILABLE', retry_after: 1 } });
    expect(tookMs).toBeLessThan(200);
    expect(service.world.crm.count('customers')).toBe(1);
  });

  it.each([{ 'Content-Length': 10_000 }, { 'Transfer-Encoding': 'chunked' }])(
    'ends a call whose body comes too slowly: %j',
    async (framing) => {
      const connection = await RawConnection.open(service.port);
      const startedAtMs = performance.now();
      connection.send(
        head('POST /api/v1/dataactions/customer-lookup HTTP/1.1', {
          Authorization: `Bearer ${service.world.issuer.token()}`,
          'Content-Type': 'application/json',
          'X-Action-Timeout-Ms': 300,
          ...framing,
        }),
      );
      const drip = setInterval(() => connection.send('Content-Length' in framing ? ' ' : '1\r\n \r\n'), 20);
      const response = await connection.response();
      const tookMs = performance.now() - startedAtMs;
      clearInterval(drip);
      connection.close();

      expect(response).toMatchObject({ status: 429, body: { code: 'DEADLINE_EXCEEDED', status_code: 504 } });
      expect(envelopeDefects(response)).toEqual([]);
      expect(tookMs).toBeLessThan(550);
    },
  );

  it('is not awaited where the caller hangs up: the upstream is let go at once', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });
    const caller = new AbortController();
    const call = fetch(`${service.url}/api/v1/dataactions/customer-lookup`, {
      method: 'POST',
      body: '{"customer_id":"c-of-nobody-else"}',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${service.world.issuer.token()}` },
      signal: caller.signal,
    });
    await service.world.crm.whenReceived('customers');

    caller.abort();
    const leftAtMs = Date.now();
    await expect(call).rejects.toThrow('aborted');
    const upstream = await service.world.crm.whenClosed('customers');

    expect((upstream.closedAt ?? Infinity) - leftAtMs).toBeLessThan(50);
    expect((await service.send('/metrics')).text).toMatch(
      /calls_total\{action="customer-lookup",code="ABANDONED",[^}]*\} 1/,
    );
  });
});
