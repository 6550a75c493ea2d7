import { startService, TestService } from '../support/service.js';

describe('the login at Genesys Cloud', () => {
  let service: TestService;
  let page: number;

  beforeEach(async () => {
    service = await startService();
    page = 0;
  });

  afterEach(() => service.stop());

  /** Requests a different page each time, so that no call is a cache hit. */
  const queues = (headers = {}): ReturnType<TestService['call']> => {
    page += 1;
    return service.call('queues', { pageSize: 1, pageNumber: page }, { headers });
  };

  const statuses = (replies: readonly { status: number }[]): number[] => [
    ...new Set(replies.map(({ status }) => status)),
  ];

  const bearers = (): unknown[] => service.world.genesys.calls('queues').map(({ headers }) => headers.authorization);

  /** Returns the status of `/health` and its entry for the login. */
  async function health(): Promise<{ status: number; login: Record<string, unknown> | undefined }> {
    const { status, body } = await service.send('/health');
    const { details } = body as unknown as { details: Record<string, Record<string, unknown>> };
    return { status, login: details['genesys_login'] };
  }

  it('does not happen before the first call', async () => {
    expect(service.world.genesys.count('token')).toBe(0);
    expect(await health()).toEqual({ status: 200, login: { status: 'up', last_login: 'never' } });
  });

  it('happens once for many calls', async () => {
    await queues();
    await queues();
    await queues();

    expect(service.world.genesys.count('token')).toBe(1);
    expect(service.world.genesys.count('queues')).toBe(3);
    expect(await health()).toEqual({
      status: 200,
      login: { status: 'up', last_login: 'ok', age_seconds: expect.any(Number) },
    });
  });

  it("sends the OAuth client by Basic authentication and none of the caller's credentials", async () => {
    await queues();

    const [call] = service.world.genesys.calls('token');
    // "sandbox-client:sandbox-secret" in base64.
    expect(call?.headers.authorization).toBe('Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=');
    expect(call?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(call?.body).toBe('grant_type=client_credentials');
  });

  it('happens once for 50 concurrent callers', async () => {
    service.world.genesys.fail('token', { kind: 'latency', latencyMs: 100 });

    const replies = await Promise.all(Array.from({ length: 50 }, () => queues()));

    expect(statuses(replies)).toEqual([200]);
    expect(service.world.genesys.count('token')).toBe(1);
    expect(new Set(bearers()).size).toBe(1);
  });

  it('happens again after the token has expired between two calls', async () => {
    service.world.genesys.tokens.lifetimeSeconds = 1;
    await queues();
    await new Promise((resolve) => setTimeout(resolve, 1_010));

    expect((await queues()).status).toBe(200);
    expect(service.world.genesys.count('token')).toBe(2);
    expect(service.world.genesys.count('queues')).toBe(2);
  });

  it('reuses a token with a lifetime of five seconds', async () => {
    service.world.genesys.tokens.lifetimeSeconds = 5;

    expect(statuses([await queues(), await queues()])).toEqual([200]);
    expect(service.world.genesys.count('token')).toBe(1);
  });

  it('happens again if the token was revoked, and the call is retried', async () => {
    await queues();
    service.world.genesys.tokens.revoke();

    expect((await queues()).status).toBe(200);
    expect(service.world.genesys.count('token')).toBe(2);
    expect(service.world.genesys.calls('queues').map(({ status }) => status)).toEqual([200, 401, 200]);
  });

  it('happens once for 50 callers whose token was revoked', async () => {
    await queues();
    service.world.genesys.tokens.revoke();

    const replies = await Promise.all(Array.from({ length: 50 }, () => queues()));

    expect(statuses(replies)).toEqual([200]);
    expect(service.world.genesys.count('token')).toBe(2);
    expect(new Set(bearers()).size).toBe(2);
  });

  it('does not happen for each call if every token is rejected, and the failure is reported', async () => {
    service.world.genesys.fail('queues', { kind: 'status', status: 401 });

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
    expect(service.world.genesys.count('token')).toBe(2);
    service.world.genesys.heal();
    expect((await queues()).status).toBe(200);
  });

  it('continues after the deadline of the caller that began it', async () => {
    service.world.genesys.fail('token', { kind: 'latency', latencyMs: 200 });
    const short = queues({ 'X-Action-Timeout-Ms': '60' });
    await service.world.genesys.whenReceived('token');
    const long = queues();

    expect((await short).body.code).toBe('DEADLINE_EXCEEDED');
    expect((await long).status).toBe(200);
    expect(service.world.genesys.count('token')).toBe(1);
  });

  it.each([
    [{ kind: 'status', status: 503, times: 1 }, 200],
    [{ kind: 'reset', times: 1 }, 200],
  ] as const)('is retried after %j', async (fault, status) => {
    service.world.genesys.fail('token', fault);

    expect((await queues()).status).toBe(status);
    expect(service.world.genesys.count('token')).toBe(2);
  });

  it('is down in /health from a failure to the next success', async () => {
    service.world.genesys.fail('token', { kind: 'notJson' });
    expect((await queues()).body.code).toBe('UPSTREAM_BAD_RESPONSE');

    const { status, login } = await health();
    expect(status).toBe(503);
    expect(login).toEqual({
      status: 'down',
      last_login: 'failed',
      age_seconds: expect.any(Number),
      reason: 'Genesys Cloud login sent a response that is not JSON',
    });

    service.world.genesys.heal();
    await queues();
    expect(await health()).toMatchObject({ status: 200, login: { last_login: 'ok' } });
  });

  it('closes its connection by the deadline if the platform hangs', async () => {
    await service.stop();
    service = await startService({ environment: { ACTION_TIMEOUT_MS: '400' } });
    service.world.genesys.fail('token', { kind: 'hang' });

    expect((await queues()).body.code).toBe('DEADLINE_EXCEEDED');
    await service.world.genesys.whenClosed('token');
  });
});

describe('the login at Genesys Cloud with wrong credentials', () => {
  it.each([
    ['GENESYS_CLIENT_SECRET', 'wrong-secret'],
    ['GENESYS_CLIENT_ID', 'wrong-client'],
  ])('reports a wrong %s without showing a secret', async (variable, value) => {
    const service = await startService({ environment: { [variable]: value } });

    const { status, text, body } = await service.call('queues', {});
    const health = await service.send('/health');
    await service.stop();

    expect(status).toBe(424);
    expect(body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 400,
      action: 'route_to_fallback',
      errors: ['Genesys Cloud login returned 400 Bad Request: authentication failed (invalid_client)'],
    });
    expect(health.status).toBe(503);
    expect(text + health.text).not.toMatch(/wrong-|sandbox-secret|Basic/);
  });

  it('is absent from /health if no OAuth client is configured', async () => {
    const service = await startService({ environment: { GENESYS_CLIENT_ID: '', GENESYS_CLIENT_SECRET: '' } });

    const health = await service.send('/health');
    await service.stop();

    expect(health.status).toBe(200);
    expect(health.text).not.toContain('genesys_login');
  });
});
