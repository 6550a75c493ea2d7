import { envelopeDefects } from '../support/envelope-defects.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** A hundred calls may wait, and none beyond. */
const EAGER = { OVERLOAD_DELAY_MS: '1', ACTION_TIMEOUT_MS: '60000' };
const CALLERS = 300;

describe('load shedding', () => {
  let service: TestService;

  afterEach(async () => {
    // A connection with an unread body is not idle when the server closes.
    service.app.getHttpServer().closeAllConnections();
    await service.stop();
  });

  const call = (action: string, input: unknown, headers: Record<string, string> = {}) =>
    service.call(action, input, { headers });

  /** Calls an action with so many callers at a time until one of them is rejected. Returns its response. */
  async function overload(action: string, input: unknown, headers: Record<string, string> = {}) {
    let rejection: Awaited<ReturnType<typeof call>> | undefined;
    const caller = async (): Promise<void> => {
      while (!rejection) {
        const reply = await call(action, input, headers);
        if (reply.body.code === 'OVERLOADED') rejection = reply;
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    if (!rejection) throw new Error('no call was rejected');
    return rejection;
  }

  it('rejects calls with a 429 in the envelope, and counts them', async () => {
    service = await startService({ environment: EAGER });
    const rejection = await overload('customer-lookup', { customer_id: 'c-1' }, { 'ININ-Correlation-Id': 'call-7' });

    expect(rejection).toMatchObject({
      status: 429,
      body: {
        code: 'OVERLOADED',
        status_code: 429,
        action: 'wait_and_retry',
        retry_after: 1,
        correlation_id: 'call-7',
      },
    });
    expect(Object.fromEntries(rejection.headers)).toMatchObject({
      'retry-after': '1',
      'x-correlation-id': 'call-7',
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(envelopeDefects({ ...rejection, headers: Object.fromEntries(rejection.headers) })).toEqual([]);
    const { text } = await service.send('/metrics');
    expect(text).toMatch(/^overload_rejections_total\{reason="queue_full"\} [1-9]/m);
    expect(text).toMatch(/^dataaction_calls_total\{action="customer-lookup",code="OVERLOADED",source="none"\} [1-9]/m);
  });

  it('rejects them in the style and with the fields of their action', async () => {
    service = await startService({ environment: EAGER });
    const rejection = await overload('conversation-query', { filter_expression: 'queueId == "q-1"' });

    expect(rejection).toMatchObject({ status: 200, body: { code: 'OVERLOADED', record_count: 0, raw_response: '' } });
  });

  it.each([
    ['in one piece', 10_000],
    ['that is too long to be dropped with its head', 100_000],
  ])('rejects them without a token and with an unread body %s', async (_, length) => {
    service = await startService({ environment: EAGER });
    const raw = JSON.stringify({ customer_id: 'x'.repeat(length) });
    await until(async () => {
      const replies = await Promise.all(
        Array.from({ length: CALLERS }, () => service.call('customer-lookup', {}, { token: 'none', raw })),
      );
      return replies.some(({ body }) => body.code === 'OVERLOADED');
    });
  });

  it('lets calls wait, and answers all of them', async () => {
    service = await startService({ environment: { OVERLOAD_DELAY_MS: '10000' } });
    const calls = Array.from({ length: CALLERS }, () => call('customer-lookup', { customer_id: 'c-1' }));
    const codes = (await Promise.all(calls)).map(({ body }) => body.code);

    expect(new Set(codes)).toEqual(new Set(['OK']));
  });

  it('never rejects probes, and accepts calls again when the load is gone', async () => {
    service = await startService({ environment: EAGER });
    const [, probe] = await Promise.all([
      overload('customer-lookup', { customer_id: 'c-1' }),
      service.send('/health/live'),
    ]);

    expect(probe.status).toBe(200);
    await until(async () => (await call('customer-lookup', { customer_id: 'c-1' })).status === 200);
    await until(async () => /^overload_active 0$/m.test((await service.send('/metrics')).text));
  });

  it('rejects no call with a threshold of 0', async () => {
    service = await startService({ environment: { OVERLOAD_DELAY_MS: '0' } });
    const calls = Array.from({ length: 300 }, () => call('customer-lookup', { customer_id: 'c-1' }));

    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect((await service.send('/metrics')).text).toMatch(/^overload_rejections_total\{reason="queue_full"\} 0$/m);
  });
});
