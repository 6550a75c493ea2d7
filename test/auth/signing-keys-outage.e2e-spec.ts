import { Fault } from '../../sandbox/simulator/faults.js';
import { signingKey, startWorld, World } from '../support/world.js';
import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { envelopeDefects } from '../support/envelope-defects.js';

describe('a failing issuer', () => {
  let world: World;
  let service: TestService;

  beforeEach(async () => {
    world = await startWorld();
  });

  afterEach(async () => {
    await service.stop();
    await world.stop();
  });

  const start = async (environment: Record<string, string> = {}, untilReady = true): Promise<void> => {
    service = await startService({ world, environment, untilReady });
  };
  const lookup = (token = world.issuer.token(), headers: Record<string, string> = {}): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { token, headers });
  const statusOf = async (path: string): Promise<number> => (await service.send(path)).status;
  const unknownKey = (): string => world.issuer.token({ key: signingKey() });

  it('that goes down after the start causes no rejection of valid tokens, and is retried in the background', async () => {
    await start({ AUTH_JWKS_REFRESH_SECONDS: '1' });
    await world.genesys.stop();
    await until(async () => (await service.send('/metrics')).text.includes('refreshes_total{outcome="failed"} 1'));

    const replies = await Promise.all(Array.from({ length: 50 }, () => lookup()));

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await statusOf('/health/ready')).toBe(200);
    expect((await lookup(unknownKey())).status).toBe(401);
  });

  it('that is down at the start keeps the service unready until the keys are loaded', async () => {
    await world.genesys.stop();
    await start({}, false);
    const whileDown = await lookup();

    expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health/ready')).toBe(503);
    expect(await statusOf('/health')).toBe(503);
    expect(whileDown).toMatchObject({
      status: 429,
      body: { code: 'UPSTREAM_UNREACHABLE', status_code: 599, fallback_type: 'network_error', retry_after: 5 },
    });
    expect(envelopeDefects(whileDown)).toEqual([]);
    expect(await lookup(world.issuer.token(), { 'X-Failure-Style': 'in-body' })).toMatchObject({
      status: 200,
      body: { success: false, code: 'UPSTREAM_UNREACHABLE', status_code: 599 },
    });

    await world.genesys.start();
    await until(async () => (await statusOf('/health/ready')) === 200);
    expect((await lookup()).status).toBe(200);
  });

  const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
    ['a key set over 256 KB', { kind: 'oversize', bytes: 262_200 }],
    ['a key set over 256 KB in chunks', { kind: 'oversize', bytes: 262_200, chunked: true }],
    ['an HTML page', { kind: 'notJson' }],
    ['truncated JSON', { kind: 'cutShort' }],
    ['an empty key set', { kind: 'status', status: 200, body: { keys: [] } }],
    ['an object without keys', { kind: 'status', status: 200, body: {} }],
    ['a list', { kind: 'status', status: 200, body: [] }],
    ['null', { kind: 'status', status: 200, body: null }],
    ['invalid keys', { kind: 'status', status: 200, body: { keys: [null, 1, 'key', {}, []] } }],
    ['an error', { kind: 'status', status: 500 }],
    ['404', { kind: 'status', status: 404 }],
    ['a reset', { kind: 'reset' }],
  ];

  it('that sends invalid responses leaves the last valid keys in use', async () => {
    await start({ AUTH_JWKS_COOLDOWN_SECONDS: '0' });
    const unknown = unknownKey();
    for (const [name, fault] of FAULTS) {
      world.genesys.reset();
      world.genesys.fail('jwks', fault);

      const forged = await lookup(unknown);
      const genuine = await lookup();

      expect([name, world.genesys.count('jwks'), forged.status, genuine.status]).toEqual([name, 1, 401, 200]);
    }
  });

  it('that redirects causes no request to the redirect target', async () => {
    await start({ AUTH_JWKS_COOLDOWN_SECONDS: '0' });
    world.genesys.fail('jwks', { kind: 'redirect', location: `${world.crm.url}/elsewhere` });

    expect((await lookup(unknownKey())).status).toBe(401);

    expect(world.crm.calls()).toEqual([]);
    expect((await lookup()).status).toBe(200);
  });

  it('that hangs delays a caller up to its deadline, and no other caller', async () => {
    await start({ AUTH_JWKS_COOLDOWN_SECONDS: '0' });
    world.genesys.fail('jwks', { kind: 'hang' });
    const unknown = unknownKey();
    const hanging = lookup(unknown, { 'X-Action-Timeout-Ms': '300' });
    await world.genesys.whenReceived('jwks', 2);

    expect((await lookup()).status).toBe(200);
    const reply = await hanging;

    expect(reply).toMatchObject({ status: 429, body: { code: 'DEADLINE_EXCEEDED', status_code: 504 } });
    expect(envelopeDefects(reply)).toEqual([]);
  });

  it('leaves keys in use while they are stale, until they expire', async () => {
    await start({ AUTH_JWKS_MAX_AGE_SECONDS: '1', AUTH_JWKS_STALE_SECONDS: '1' });
    const remembered = world.issuer.token();
    expect((await lookup(remembered)).status).toBe(200);
    await world.genesys.stop();

    await until(async () => (await service.send('/health')).text.includes('"stale"'));
    expect(await statusOf('/health')).toBe(200);
    expect((await lookup(remembered)).status).toBe(200);

    await until(async () => (await service.send('/health')).text.includes('"expired"'));
    expect(await statusOf('/health')).toBe(503);
    expect((await lookup(remembered)).status).toBe(401);
    expect((await lookup()).status).toBe(401);

    await world.genesys.start();
    await until(async () => (await lookup(remembered)).status === 200);
  });
});
