import { Fault } from '../../sandbox/simulator/faults.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { Reply, startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const HANGING: readonly (readonly [string, Fault])[] = [
  ['sends nothing', { kind: 'hang' }],
  ['stops in the middle of its response', { kind: 'hangBody' }],
  ['never ends its response', { kind: 'drip', everyMs: 20 }],
  ['responds too late', { kind: 'latency', latencyMs: 5_000 }],
];

describe('the deadline', () => {
  let service: TestService;
  let customers = 0;

  beforeAll(async () => {
    service = await startService({ environment: { ACTION_TIMEOUT_MS: '1000', CIRCUIT_FAILURES: '1000000' } });
    await lookup();
  });

  beforeEach(() => service.world.reset());

  /** Looks up a different customer each time, so that no call is a cache hit. */
  const lookup = (headers: Record<string, string> = {}): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: `c-${(customers += 1)}` }, { headers });

  /** Returns the result of some work, and its duration in milliseconds. */
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

  it.each(HANGING)('ends a call if its upstream %s, and closes the upstream connection', async (_, fault) => {
    service.world.crm.fail('customers', fault);

    const [reply, tookMs] = await timed(() => lookup({ 'X-Action-Timeout-Ms': '300' }));
    const respondedAtMs = Date.now();
    const upstream = await service.world.crm.whenClosed('customers');

    expectExceeded(reply);
    expect(tookMs).toBeGreaterThanOrEqual(295);
    expect(tookMs).toBeLessThan(550);
    expect(upstream.completed).toBe(false);
    expect((upstream.closedAt ?? Infinity) - respondedAtMs).toBeLessThan(50);
  });

  it('defaults to ACTION_TIMEOUT_MS', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    const [reply, tookMs] = await timed(lookup);

    expectExceeded(reply);
    expect(tookMs).toBeGreaterThanOrEqual(995);
    expect(tookMs).toBeLessThan(1_250);
  });

  it('can be shortened but not extended by the caller', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    const [reply, tookMs] = await timed(() => lookup({ 'X-Action-Timeout-Ms': '60000' }));

    expectExceeded(reply);
    expect(tookMs).toBeLessThan(1_250);
  });

  it('is reported in the body in the in-body style', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    expectExceeded(await lookup({ 'X-Action-Timeout-Ms': '100', 'X-Failure-Style': 'in-body' }), 200);
  });

  it('applies to many concurrent callers', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });

    const replies = await Promise.all(
      Array.from({ length: 20 }, () => timed(() => lookup({ 'X-Action-Timeout-Ms': '300' }))),
    );

    for (const [reply, tookMs] of replies) {
      expectExceeded(reply);
      expect(tookMs).toBeLessThan(550);
    }
  });

  it('skips a retry that would begin after it', async () => {
    service.world.crm.fail('customers', { kind: 'status', status: 503, headers: { 'Retry-After': '1' } });

    const [reply, tookMs] = await timed(() => lookup({ 'X-Action-Timeout-Ms': '300' }));

    expect(reply).toMatchObject({ status: 429, body: { code: 'UPSTREAM_UNAVAILABLE', retry_after: 1 } });
    expect(tookMs).toBeLessThan(200);
    expect(service.world.crm.count('customers')).toBe(1);
  });

  it.each([{ 'Content-Length': 10_000 }, { 'Transfer-Encoding': 'chunked' }])(
    'ends a call if its body arrives too slowly: %j',
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

  it('does not delay the abort of the upstream call if the caller disconnects', async () => {
    service.world.crm.fail('customers', { kind: 'hang' });
    const caller = new AbortController();
    const call = fetch(`${service.url}/api/v1/dataactions/customer-lookup`, {
      method: 'POST',
      body: '{"customer_id":"c-disconnected"}',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${service.world.issuer.token()}` },
      signal: caller.signal,
    });
    await service.world.crm.whenReceived('customers');

    caller.abort();
    const disconnectedAtMs = Date.now();
    await expect(call).rejects.toThrow('aborted');
    const upstream = await service.world.crm.whenClosed('customers');

    expect((upstream.closedAt ?? Infinity) - disconnectedAtMs).toBeLessThan(50);
    expect((await service.send('/metrics')).text).toMatch(
      /calls_total\{action="customer-lookup",code="ABANDONED",[^}]*\} 1/,
    );
  });
});
