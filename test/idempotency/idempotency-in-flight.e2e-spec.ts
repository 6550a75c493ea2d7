import { DrainTracker } from '../../src/observability/drain-tracker.js';
import { dataOf, holdResponses, newKey, PAYLOAD, ROUTE, write } from '../support/idempotent-writes.js';
import { startService, TestService } from '../support/service.js';

describe('a write in flight', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: { ACTION_TIMEOUT_MS: '10000', RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000' },
    });
  });

  beforeEach(() => service.world.reset());

  const executions = () => service.world.genesys.calls('execute');

  it('returns its result to all concurrent duplicates', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const calls = Array.from({ length: 50 }, () => write(service, key));
    await service.world.genesys.whenReceived('execute');
    release();
    const replies = await Promise.all(calls);

    expect(new Set(replies.map(dataOf)).size).toBe(1);
    expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
    expect(replies.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true')).toHaveLength(49);
    expect(executions()).toHaveLength(1);
  });

  it('rejects a duplicate with a short deadline as in progress, in both styles', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const first = write(service, key);
    await service.world.genesys.whenReceived('execute');
    const shortDeadline = { 'X-Action-Timeout-Ms': '1000' };
    const [status, inBody] = await Promise.all([
      write(service, key, { headers: shortDeadline }),
      write(service, key, { headers: { ...shortDeadline, 'X-Failure-Style': 'in-body' } }),
    ]);
    release();

    expect([status.status, inBody.status]).toEqual([409, 200]);
    for (const { body, headers } of [status, inBody]) {
      expect(body).toMatchObject({
        code: 'IDEMPOTENCY_IN_PROGRESS',
        status_code: 409,
        fallback_type: 'conflict',
        action: 'wait_and_retry',
      });
      expect(headers.get('Retry-After')).toBe(String(body.retry_after));
      expect(body.retry_after).toBeGreaterThanOrEqual(8);
      expect(body.retry_after).toBeLessThanOrEqual(12);
    }
    expect((await first).status).toBe(200);
  });

  it('rejects another payload with the same key', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const first = write(service, key);
    await service.world.genesys.whenReceived('execute');
    const other = await write(service, key, { payload: { other: true } });
    release();

    expect([other.status, other.body.code, other.body.action]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED', 'fix_request']);
    expect(other.body.retry_after).toBe(0);
    expect((await first).status).toBe(200);
  });

  it('completes and is stored after its caller disconnects, also during a drain', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const caller = new AbortController();
    const abandoned = fetch(`${service.url}/${ROUTE}`, {
      method: 'POST',
      body: JSON.stringify({ input_payload: PAYLOAD, idempotency_key: key }),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${service.world.issuer.token()}` },
      signal: caller.signal,
    });
    abandoned.catch(() => undefined);
    await service.world.genesys.whenReceived('execute');
    caller.abort();
    let hasStopped = false;
    const stopping = service.app.get(DrainTracker).drain(2_000);
    void stopping.then(() => (hasStopped = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(hasStopped).toBe(false);
    release({ written: true });

    const again = await write(service, key);

    expect(again.body).toMatchObject({ source: 'replay', data: { output: { written: true } } });
    expect(executions()).toHaveLength(1);
    await stopping;
  });

  it('is taken over by one waiting duplicate after it failed without effect', async () => {
    service.world.genesys.fail('execute', { kind: 'status', status: 400, latencyMs: 100, times: 1 });
    const key = newKey();
    const replies = await Promise.all([write(service, key), write(service, key), write(service, key)]);

    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 424]);
    expect(new Set(replies.filter(({ status }) => status === 200).map(dataOf)).size).toBe(1);
    expect(executions()).toHaveLength(2);
  });
});
