import { startWorld } from '../support/world.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let page = 0;

/** Requests a different page each time, so that no call is a cache hit. */
const queues = (headers = {}): ReturnType<TestService['call']> => {
  page += 1;
  return service.call('queues', { pageSize: 1, pageNumber: page }, { headers });
};

const statuses = (replies: readonly { status: number }[]): number[] => [
  ...new Set(replies.map(({ status }) => status)),
];

/** Starts a service that has not logged in yet. */
async function startNew(environment: Record<string, string> = {}): Promise<void> {
  service = await startService({ environment });
}

/** Returns the status of `/health` and its entry for the login. */
async function health(): Promise<{ status: number; login: Record<string, unknown> | undefined }> {
  const { status, body } = await service.send('/health');
  const { details } = body as unknown as { details: Record<string, Record<string, unknown>> };
  return { status, login: details['genesys_login'] };
}

describe('the login at Genesys Cloud', () => {
  it('happens at the first call, and only once for 50 concurrent callers', async () => {
    await startNew();
    const { genesys } = service.world;
    expect(genesys.count('token')).toBe(0);
    expect(await health()).toEqual({ status: 200, login: { status: 'up', last_login: 'never' } });
    genesys.fail('token', { kind: 'latency', latencyMs: 100 });

    const replies = await Promise.all(Array.from({ length: 50 }, () => queues()));

    expect(statuses(replies)).toEqual([200]);
    expect(genesys.count('token')).toBe(1);
    expect(await health()).toEqual({
      status: 200,
      login: { status: 'up', last_login: 'ok', age_seconds: expect.any(Number) },
    });
    const [call] = genesys.calls('token');
    // "sandbox-client:sandbox-secret" in base64.
    expect(call?.headers.authorization).toBe('Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=');
    expect(call?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(call?.body).toBe('grant_type=client_credentials');
  });

  it('happens once after the token of 50 concurrent calls was revoked, and these calls are retried', async () => {
    const { genesys } = service.world;
    genesys.reset();
    genesys.tokens.revoke();

    const replies = await Promise.all(Array.from({ length: 50 }, () => queues()));

    expect(statuses(replies)).toEqual([200]);
    expect(genesys.count('token')).toBe(1);
    expect(new Set(genesys.calls('queues').map(({ headers }) => headers.authorization)).size).toBe(2);
    expect(genesys.calls('queues').map(({ status }) => status)).toContain(401);
  });

  it('is down in /health from a failure to the next success', async () => {
    const { genesys } = service.world;
    genesys.tokens.revoke();
    genesys.fail('token', { kind: 'notJson' });
    expect((await queues()).body.code).toBe('UPSTREAM_BAD_RESPONSE');

    expect(await health()).toEqual({
      status: 503,
      login: {
        status: 'down',
        last_login: 'failed',
        age_seconds: expect.any(Number),
        reason: 'Genesys Cloud login sent a response that is not JSON',
      },
    });
    genesys.heal();
    await queues();
    expect(await health()).toMatchObject({ status: 200, login: { last_login: 'ok' } });
  });

  it('continues after the deadline of the caller that started it, and is retried after a 503 and a reset', async () => {
    await startNew();
    const { genesys } = service.world;
    genesys.fail('token', { kind: 'latency', latencyMs: 200, times: 1 });
    const short = queues({ 'X-Action-Timeout-Ms': '60' });
    await genesys.whenReceived('token');
    const long = queues();

    expect((await short).body.code).toBe('DEADLINE_EXCEEDED');
    expect((await long).status).toBe(200);
    expect(genesys.count('token')).toBe(1);

    genesys.tokens.revoke();
    genesys.fail('token', { kind: 'status', status: 503, times: 1 }, { kind: 'reset', times: 1 });
    expect((await queues()).status).toBe(200);
    expect(genesys.count('token')).toBe(4);
  });

  it('happens again after the token has expired, but not while a token with a lifetime of five seconds is valid', async () => {
    await startNew();
    const { genesys } = service.world;
    genesys.tokens.lifetimeSeconds = 1;
    expect((await queues()).status).toBe(200);
    genesys.tokens.lifetimeSeconds = 5;
    const [token] = genesys.calls('queues').map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
    await until(() => !genesys.tokens.isValid(token ?? ''));
    await new Promise((resolve) => setTimeout(resolve, 10));

    expect(statuses([await queues(), await queues()])).toEqual([200]);
    expect(genesys.count('token')).toBe(2);
    expect(genesys.count('queues')).toBe(3);
  });

  it('does not happen again for each call if every token is rejected, and the failure is reported', async () => {
    await startNew();
    const { genesys } = service.world;
    genesys.fail('queues', { kind: 'status', status: 401 });

    const { status, headers, body } = await queues();

    expect(status).toBe(424);
    expect(headers.has('WWW-Authenticate')).toBe(false);
    expect(body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 401,
      action: 'refresh_token',
      errors: ['Genesys Cloud returned 401 Unauthorized: authentication failed'],
    });
    await Promise.all(Array.from({ length: 20 }, () => queues()));
    expect(genesys.count('token')).toBe(2);
    genesys.heal();
    expect((await queues()).status).toBe(200);
  });

  it('closes its connection by the deadline if the platform hangs', async () => {
    await startNew({ ACTION_TIMEOUT_MS: '400' });
    service.world.genesys.fail('token', { kind: 'hang' });

    expect((await queues()).body.code).toBe('DEADLINE_EXCEEDED');
    await service.world.genesys.whenClosed('token');
  });

  it('reports wrong credentials without showing a secret', async () => {
    await startNew({ GENESYS_CLIENT_SECRET: 'wrong-secret' });

    const { status, text, body } = await queues();
    const report = await service.send('/health');

    expect(status).toBe(424);
    expect(body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 400,
      action: 'route_to_fallback',
      errors: ['Genesys Cloud login returned 400 Bad Request: authentication failed (invalid_client)'],
    });
    expect(report.status).toBe(503);
    expect(text + report.text).not.toMatch(/wrong-|sandbox-secret|Basic/);
  });
});

describe('the rate limits of Genesys Cloud', () => {
  beforeAll(async () => {
    service = await startService({ world: await startWorld({ callsPerMinute: 3 }) });
  });

  it('reject a call beyond the limit without sending it', async () => {
    for (let allowed = 1; allowed <= 3; allowed += 1) expect((await queues()).status).toBe(200);

    const { status, headers, body } = await queues();

    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 'UPSTREAM_THROTTLED', status_code: 429, action: 'wait_and_retry' });
    expect(body.retry_after).toBeGreaterThan(50);
    expect(body.retry_after).toBeLessThanOrEqual(60);
    expect(headers.get('Retry-After')).toBe(String(body.retry_after));
    expect(service.world.genesys.count('queues')).toBe(3);
  });

  it('are learnt from a 429 of the platform', async () => {
    service = await startService({ world: await startWorld({ callsPerMinute: 3 }) });
    const { genesys } = service.world;
    const replies = await Promise.all(Array.from({ length: 10 }, () => queues()));

    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set(['OK', 'UPSTREAM_THROTTLED']));
    const sent = genesys.count('queues');
    expect(sent).toBeLessThanOrEqual(10);
    await queues();
    expect(genesys.count('queues')).toBe(sent);
  });

  it('cause a retry if the wait is short, and otherwise pause the operation and return Retry-After at once', async () => {
    await startNew();
    const { genesys } = service.world;
    genesys.fail('queues', { kind: 'status', status: 429, headers: { 'Retry-After': '1' }, times: 1 });
    expect((await queues()).status).toBe(200);
    expect(genesys.count('queues')).toBe(2);

    genesys.fail('queues', { kind: 'status', status: 429, headers: { 'Retry-After': '3600' }, times: 1 });
    const first = await queues();
    const second = await queues({ 'X-Failure-Style': 'in-body' });

    expect(first.status).toBe(429);
    expect(first.headers.get('Retry-After')).toBe('3600');
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ code: 'UPSTREAM_THROTTLED', status_code: 429, retry_after: 3600 });
    expect(second.headers.get('Retry-After')).toBe('3600');
    expect(genesys.count('queues')).toBe(3);
  });

  it('apply to the login', async () => {
    await startNew();
    service.world.genesys.fail('token', { kind: 'status', status: 429, headers: { 'Retry-After': '120' } });

    const replies = [await queues(), await queues()];

    expect(replies.map(({ headers }) => headers.get('Retry-After'))).toEqual(['120', '120']);
    expect(service.world.genesys.count('token')).toBe(1);
  });
});

describe('a rejection by Genesys Cloud', () => {
  beforeAll(() => startNew());
  beforeEach(() => service.world.reset());

  it('names the permission in the response of the platform', async () => {
    const message =
      'Unable to perform the requested action. You must have at least one of the following permissions assigned: [routing:queue:edit]';
    const body = { message, code: 'missing.any.permissions', status: 403, contextId: 'c0ffee' };
    service.world.genesys.fail('queues', { kind: 'status', status: 403, body });

    const reply = await queues();

    expect(reply.status).toBe(424);
    expect(reply.body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 403,
      fallback_type: 'api_failure',
      action: 'log_permission_error',
      errors: ['Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:edit'],
    });
    expect(service.world.genesys.count('queues')).toBe(1);
  });

  it('names the required permission if the platform does not', async () => {
    service.world.genesys.fail('queues', { kind: 'status', status: 403 });

    expect((await queues()).body.errors).toEqual([
      'Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:view',
    ]);
  });
});
