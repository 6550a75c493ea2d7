import { startWorld, World } from '../support/world.js';
import { startService, TestService } from '../support/service.js';

describe('the rate limits of Genesys Cloud', () => {
  let world: World;
  let service: TestService;
  let page: number;

  beforeEach(async () => {
    page = 0;
    world = await startWorld({ callsPerMinute: 3 });
    service = await startService({ world });
  });

  afterEach(async () => {
    await service.stop();
    await world.stop();
  });

  /** Requests a different page each time, so that no call is a cache hit. */
  const queues = (headers = {}): ReturnType<TestService['call']> => {
    page += 1;
    return service.call('queues', { pageSize: 1, pageNumber: page }, { headers });
  };

  it('reject a call beyond the limit without sending it', async () => {
    for (let allowed = 1; allowed <= 3; allowed += 1) expect((await queues()).status).toBe(200);

    const { status, headers, body } = await queues();

    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 'UPSTREAM_THROTTLED', status_code: 429, action: 'wait_and_retry' });
    expect(body.retry_after).toBeGreaterThan(50);
    expect(body.retry_after).toBeLessThanOrEqual(60);
    expect(headers.get('Retry-After')).toBe(String(body.retry_after));
    expect(world.genesys.count('queues')).toBe(3);
  });

  it('are learnt from a 429 of the platform', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => queues()));

    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set(['OK', 'UPSTREAM_THROTTLED']));
    expect(world.genesys.count('queues')).toBeLessThanOrEqual(10);
    await queues();
    expect(world.genesys.count('queues')).toBeLessThanOrEqual(10);
  });

  it('pass Retry-After on at once, and pause the operation for that time', async () => {
    world.genesys.fail('queues', { kind: 'status', status: 429, headers: { 'Retry-After': '3600' }, times: 1 });

    const first = await queues();
    const second = await queues({ 'X-Failure-Style': 'in-body' });

    expect(first.status).toBe(429);
    expect(first.headers.get('Retry-After')).toBe('3600');
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ code: 'UPSTREAM_THROTTLED', status_code: 429, retry_after: 3600 });
    expect(second.headers.get('Retry-After')).toBe('3600');
    expect(world.genesys.count('queues')).toBe(1);
  });

  it('cause a retry if the wait is short', async () => {
    world.genesys.fail('queues', { kind: 'status', status: 429, headers: { 'Retry-After': '1' }, times: 1 });

    expect((await queues()).status).toBe(200);
    expect(world.genesys.count('queues')).toBe(2);
  });

  it('apply to the login', async () => {
    world.genesys.fail('token', { kind: 'status', status: 429, headers: { 'Retry-After': '120' } });

    const replies = [await queues(), await queues()];

    expect(replies.map(({ headers }) => headers.get('Retry-After'))).toEqual(['120', '120']);
    expect(world.genesys.count('token')).toBe(1);
  });
});

describe('a rejection by Genesys Cloud', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  beforeEach(() => service.world.reset());

  it('names the permission in the response of the platform', async () => {
    const message =
      'Unable to perform the requested action. You must have at least one of the following permissions assigned: [routing:queue:view]';
    const body = { message, code: 'missing.any.permissions', status: 403, contextId: 'c0ffee' };
    service.world.genesys.fail('queues', { kind: 'status', status: 403, body });

    const reply = await service.call('queues', {});

    expect(reply.status).toBe(424);
    expect(reply.body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 403,
      fallback_type: 'api_failure',
      action: 'log_permission_error',
      errors: ['Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:view'],
    });
    expect(service.world.genesys.count('queues')).toBe(1);
  });

  it('names the required permission if the platform does not', async () => {
    service.world.genesys.fail('queues', { kind: 'status', status: 403 });

    const { body } = await service.call('queues', {});

    expect(body.errors).toEqual([
      'Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:view',
    ]);
  });

  it.each([
    [400, 424, 'UPSTREAM_REJECTED'],
    [404, 424, 'UPSTREAM_REJECTED'],
    [500, 429, 'UPSTREAM_UNAVAILABLE'],
    [503, 429, 'UPSTREAM_UNAVAILABLE'],
  ])('with %d is reported as %d %s', async (upstreamStatus, status, code) => {
    service.world.genesys.fail('queues', { kind: 'status', status: upstreamStatus });

    const reply = await service.call('queues', {});

    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ code, status_code: upstreamStatus });
  });
});
