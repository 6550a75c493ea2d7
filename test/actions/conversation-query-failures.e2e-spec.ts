import { Fault } from '../../sandbox/simulator/faults.js';
import { Reply, startService, TestService } from '../support/service.js';

const FILTER = { filter_expression: "dnis = 'tel:+13175550100' AND createdDateTime < '2026-02-01'" };

describe('a failed conversation-query', () => {
  let service: TestService;
  /** Waits one second for a response of the platform. */
  let impatient: TestService;

  beforeAll(async () => {
    const environment = { CIRCUIT_FAILURES: '100000', RETRY_ATTEMPTS: '2', RETRY_BASE_MS: '1' };
    service = await startService({ environment });
    impatient = await startService({
      world: service.world,
      environment: { ...environment, UPSTREAM_TIMEOUT_MS: '1000' },
    });
  });

  beforeEach(() => service.world.reset());

  const call = (headers: Record<string, string> = {}, at = service): Promise<Reply> =>
    at.call('conversation-query', FILTER, { headers });
  const fail = (...faults: Fault[]): void => service.world.genesys.fail('analytics', ...faults);

  it.each<[string, Fault, number, string, string, string, number]>([
    ['400', { kind: 'status', status: 400 }, 400, 'UPSTREAM_REJECTED', 'api_failure', 'route_to_fallback', 0],
    ['401', { kind: 'status', status: 401 }, 401, 'UPSTREAM_REJECTED', 'api_failure', 'refresh_token', 0],
    ['403', { kind: 'status', status: 403 }, 403, 'UPSTREAM_REJECTED', 'api_failure', 'log_permission_error', 0],
    ['429', { kind: 'status', status: 429 }, 429, 'UPSTREAM_THROTTLED', 'api_failure', 'wait_and_retry', 5],
    ['500', { kind: 'status', status: 500 }, 500, 'UPSTREAM_UNAVAILABLE', 'api_failure', 'route_to_fallback', 5],
    ['503', { kind: 'status', status: 503 }, 503, 'UPSTREAM_UNAVAILABLE', 'api_failure', 'route_to_fallback', 5],
    ['a reset', { kind: 'reset' }, 599, 'UPSTREAM_UNREACHABLE', 'network_error', 'route_to_fallback', 5],
    ['no response', { kind: 'hang' }, 599, 'UPSTREAM_UNREACHABLE', 'network_error', 'route_to_fallback', 5],
    [
      'a body that is not JSON',
      { kind: 'notJson' },
      502,
      'UPSTREAM_BAD_RESPONSE',
      'api_failure',
      'route_to_fallback',
      5,
    ],
    [
      'a redirect',
      { kind: 'redirect', location: '/' },
      502,
      'UPSTREAM_BAD_RESPONSE',
      'api_failure',
      'route_to_fallback',
      5,
    ],
    [
      'a field that is not a list',
      { kind: 'status', status: 200, body: { conversations: 'none' } },
      502,
      'UPSTREAM_BAD_RESPONSE',
      'api_failure',
      'route_to_fallback',
      5,
    ],
  ])('reports %s of the platform in the body of a 200', async (_, fault, ...expected) => {
    fail(fault);
    const { status, headers, body } = await call({}, fault.kind === 'hang' ? impatient : service);
    const { status_code, code, fallback_type, action, retry_after } = body;

    expect(status).toBe(200);
    expect([status_code, code, fallback_type, action, retry_after]).toEqual(expected);
    expect(headers.get('Retry-After')).toBe(expected[4] > 0 ? '5' : null);
    expect(body).toMatchObject({ success: false, status: 'error', data: {}, record_count: 0 });
  });

  it('reports a refused connection with 599', async () => {
    await service.world.genesys.stop();
    const { status, body } = await call();
    await service.world.genesys.start();

    expect(status).toBe(200);
    expect(body).toMatchObject({ status_code: 599, fallback_type: 'network_error', action: 'route_to_fallback' });
  });

  it('reports an exceeded deadline with 504', async () => {
    fail({ kind: 'latency', latencyMs: 150 });
    const { status, body } = await call({ 'X-Action-Timeout-Ms': '100' });

    expect(status).toBe(200);
    expect(body).toMatchObject({ status_code: 504, code: 'DEADLINE_EXCEEDED', fallback_type: 'network_error' });
  });

  it.each([
    [{ kind: 'status', status: 403 }, 424],
    [{ kind: 'status', status: 503 }, 429],
  ] as const)('has an HTTP error status in the status style: %j is %i', async (fault, httpStatus) => {
    fail(fault);

    expect((await call({ 'X-Failure-Style': 'status' })).status).toBe(httpStatus);
  });

  it("passes the platform's Retry-After on", async () => {
    // A separate service, because it pauses its calls to the platform for 40 s.
    const { world } = service;
    const patient = await startService({ world });
    fail({ kind: 'status', status: 429, headers: { 'Retry-After': '40' } });
    const { headers, body } = await patient.call('conversation-query', FILTER);
    await patient.stop();

    expect([headers.get('Retry-After'), body.retry_after, body.action]).toEqual(['40', 40, 'wait_and_retry']);
  });

  it("shows the platform's response body without credentials", async () => {
    await call();
    const [, token = ''] = service.world.genesys.calls('analytics')[0]?.headers.authorization?.split(' ') ?? [];
    const message = `not allowed for ${token}`;
    fail({ kind: 'status', status: 403, body: { message, access_token: 'abc', pad: 'x '.repeat(2_000) } });
    const { body } = await call();

    expect(token).not.toBe('');
    expect(body['raw_response']).toBe(
      `{"message":"not allowed for [redacted]","access_token":"[redacted]","pad":"${'x '.repeat(1_000)}`.slice(
        0,
        1_000,
      ),
    );
  });

  it('succeeds with the pages before a transient failure, marked as truncated', async () => {
    const faults: Fault[] = [{ kind: 'status', status: 503 }, { kind: 'status', status: 429 }, { kind: 'hang' }];
    for (const fault of faults) {
      service.world.reset();
      fail({ kind: 'latency', latencyMs: 0, times: 2 }, fault);
      const { body } = await call({}, fault.kind === 'hang' ? impatient : service);

      expect(body).toMatchObject({ success: true, record_count: 200, data: { truncated: true } });
    }
  });

  it('fails on a permanent failure after the first page', async () => {
    fail({ kind: 'latency', latencyMs: 0, times: 2 }, { kind: 'status', status: 403 });

    expect((await call()).body).toMatchObject({ success: false, status_code: 403, record_count: 0 });
  });

  it('succeeds with the pages received before the deadline', async () => {
    const { world } = service;
    const patient = await startService({ world });
    fail({ kind: 'latency', latencyMs: 600 });
    const { body } = await patient.call('conversation-query', FILTER, { headers: { 'X-Action-Timeout-Ms': '2500' } });
    await patient.stop();

    expect(body).toMatchObject({ success: true, data: { truncated: true } });
    expect([100, 200, 300]).toContain(body['record_count']);
  });

  it.each([
    ['10,000 parentheses', '('.repeat(10_000), 51],
    ['100 KB', 'a'.repeat(100_000), 10_001],
    ['a quote that is never closed', "queue.id = 'a", 12],
    ['NUL bytes', 'queue.id = a\0', 13],
    ['an unknown field', "queue.id = 'a' AND nothing = 1", 20],
    ['an unsupported comparison', "queue.id != 'a'", 1],
  ])('reports %s as a 400 with the position, without a query', async (_, filter_expression, position) => {
    const { status, body } = await service.call('/api/query', { filter_expression });

    expect(status).toBe(200);
    expect(body).toMatchObject({ status_code: 400, code: 'INVALID_INPUT', action: 'fix_request', retry_after: 0 });
    expect(body.errors).toEqual([
      expect.stringMatching(new RegExp(`^filter_expression: .* \\(at position ${position}\\)$`)),
    ]);
    expect(service.world.genesys.count('analytics')).toBe(0);
  });

  it.each([
    [{}, 'filter_expression should not be empty'],
    [{ filter_expression: '' }, 'filter_expression should not be empty'],
    [{ filter_expression: 'queue.id = ${input.queueId}' }, 'unrendered template'],
    [{ filter_expression: 'ani = 1', page_size: 0 }, 'page_size must not be less than 1'],
    [{ filter_expression: 'ani = 1', page_size: 'many' }, 'page_size must be an integer number'],
  ])('reports for the input %j that %s', async (input, problem) => {
    const { status, body } = await service.call('conversation-query', input);

    expect([status, body.status_code, body.code]).toEqual([200, 400, 'INVALID_INPUT']);
    expect(body.errors.join('; ')).toContain(problem);
  });
});
