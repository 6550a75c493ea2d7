import { CRM_API_KEY } from '../../sandbox/world.js';
import { startService, TestService } from '../support/service.js';

describe('health', () => {
  let service: TestService;
  let customers = 0;

  beforeAll(async () => {
    service = await startService({
      environment: { CIRCUIT_FAILURES: '1', RETRY_ATTEMPTS: '1', CIRCUIT_OPEN_MS: '300' },
    });
  });

  beforeEach(() => service.world.reset());

  const lookup = () => service.call('customer-lookup', { customer_id: `c-${(customers += 1)}` });

  it('is live', async () => {
    const { status, headers, body } = await service.send('/health/live');

    expect([status, body]).toEqual([200, { status: 'ok' }]);
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  });

  it('is ready after the signing keys are loaded', async () => {
    const { status, headers, body } = await service.send('/health/ready');

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', details: { intake: { status: 'up' }, signing_keys: { status: 'up' } } });
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  it('reports every dependency', async () => {
    const { status, headers, body } = await service.send('/health');

    expect(status).toBe(200);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(body).toMatchObject({
      status: 'ok',
      error: {},
      details: {
        signing_keys: { status: 'up', freshness: 'fresh', key_ids: [service.world.issuer.key.kid] },
        circuits: { status: 'up' },
      },
    });
  });

  it('reports an open circuit, and stays ready', async () => {
    service.world.crm.fail('customers', { kind: 'status', status: 500 });
    await lookup();

    const { status, body } = await service.send('/health');
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', error: { circuits: { status: 'down' } } });
    expect((await service.send('/health/ready')).status).toBe(200);

    service.world.reset();
    await new Promise((resolve) => setTimeout(resolve, 350));
    await lookup();
    expect((await service.send('/health')).status).toBe(200);
  });

  it('reveals no address and no API key', async () => {
    for (const path of ['/health', '/health/ready', '/health/live', '/metrics', '/openapi.json']) {
      const { text } = await service.send(path);

      // The OpenAPI document names the address that its client used.
      expect(text.replaceAll(service.url, '')).not.toContain('127.0.0.1');
      expect(text).not.toContain(CRM_API_KEY);
    }
  });

  it('exports metrics for Prometheus', async () => {
    await lookup();
    const { status, headers, text } = await service.send('/metrics');

    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of [
      /^dataaction_calls_total\{action="customer-lookup",code="OK",source="api"\} [1-9]/m,
      /^dataaction_call_duration_seconds_count\{action="customer-lookup"\} [1-9]/m,
      /^upstream_attempts_total\{upstream="CRM",outcome="OK"\} [1-9]/m,
      /^upstream_circuit_state\{upstream="CRM",operation="GET customers"\} [012]/m,
      /^auth_jwks_refreshes_total\{outcome="loaded"\} 1/m,
      /^auth_jwks_age_seconds \d/m,
      /^nodejs_eventloop_lag_seconds /m,
    ])
      expect(text).toMatch(line);
  });

  it('is consistent for many concurrent requests', async () => {
    const replies = await Promise.all(Array.from({ length: 100 }, () => service.send('/health/ready')));

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
