import { Fault } from '../../sandbox/simulator/faults.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { signingKey, startWorld } from '../support/world.js';

let service: TestService;

const lookup = (token = service.world.issuer.token(), headers: Record<string, string> = {}): Promise<Reply> =>
  service.call('customer-lookup', { customer_id: 'c-1' }, { token, headers });
const fetches = (): number => service.world.genesys.count('jwks');
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const statusOf = async (path: string): Promise<number> => (await service.send(path)).status;
const unknownKey = (): string => service.world.issuer.token({ key: signingKey() });

describe('signing keys', () => {
  it('cause no rejection of a valid token while the key changes, whether the old key remains or is withdrawn', async () => {
    service = await startService({ environment: { AUTH_JWKS_COOLDOWN_SECONDS: '1' } });
    const { issuer } = service.world;
    const rejections: string[] = [];
    let responses = 0;
    let isOver = false;
    const caller = async (): Promise<void> => {
      while (!isOver) {
        const { key } = issuer;
        const { status, text } = await lookup(issuer.token({ key }));
        responses += 1;
        await sleep(50);
        // A token is no longer valid if its key was withdrawn during the call.
        if (status !== 200 && issuer.keys.includes(key)) rejections.push(`${status} ${text}`);
      }
    };

    const callers = Array.from({ length: 4 }, caller);
    for (const keepOld of [true, false, true, false]) {
      await sleep(1_100);
      issuer.rotate({ key: signingKey(), keepOld });
      // The cooldown begins when the new key has arrived.
      expect((await lookup()).status).toBe(200);
    }
    await until(() => responses > 100);
    isOver = true;
    await Promise.all(callers);

    expect(rejections).toEqual([]);
  });

  describe('with a refresh every second', () => {
    beforeAll(async () => {
      service = await startService({ environment: { AUTH_JWKS_REFRESH_SECONDS: '1' } });
    });

    it('are replaced at once if the issuer publishes a new key with the same id', async () => {
      const { issuer } = service.world;
      const { kid } = issuer.key;
      expect((await lookup()).status).toBe(200);

      issuer.rotate({ key: signingKey(kid), keepOld: false });

      expect((await lookup()).status).toBe(200);
    });

    it('reject a cached token after its key is withdrawn', async () => {
      const { issuer } = service.world;
      const cached = issuer.token();
      expect((await lookup(cached)).status).toBe(200);

      issuer.rotate({ key: signingKey(), keepOld: false });

      await until(async () => (await lookup(cached)).status === 401);
      expect((await lookup()).status).toBe(200);
    });

    it('stay in use when the issuer is down, while the service retries in the background', async () => {
      await service.world.genesys.stop();
      await until(async () => /refreshes_total\{outcome="failed"\} [1-9]/.test((await service.send('/metrics')).text));

      const replies = await Promise.all(Array.from({ length: 50 }, () => lookup()));

      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await statusOf('/health/ready')).toBe(200);
      expect((await lookup(unknownKey())).status).toBe(401);
    });
  });

  it('are loaded as soon as an issuer that was down at the start is up, and the service is not ready until then', async () => {
    const world = await startWorld();
    await world.genesys.stop();
    service = await startService({ world, untilReady: false });
    const whileDown = await lookup();

    expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health/ready')).toBe(503);
    expect(await statusOf('/health')).toBe(503);
    expect(whileDown).toMatchObject({
      status: 429,
      body: { code: 'UPSTREAM_UNREACHABLE', status_code: 599, fallback_type: 'network_error', retry_after: 5 },
    });
    expect(envelopeDefects(whileDown)).toEqual([]);
    expect(await lookup(undefined, { 'X-Failure-Style': 'in-body' })).toMatchObject({
      status: 200,
      body: { success: false, code: 'UPSTREAM_UNREACHABLE', status_code: 599 },
    });

    await world.genesys.start();
    await until(async () => (await statusOf('/health/ready')) === 200);
    expect((await lookup()).status).toBe(200);
  });

  it('stay in use while they are stale, until they expire', async () => {
    service = await startService({ environment: { AUTH_JWKS_MAX_AGE_SECONDS: '1', AUTH_JWKS_STALE_SECONDS: '1' } });
    const { genesys, issuer } = service.world;
    const remembered = issuer.token();
    expect((await lookup(remembered)).status).toBe(200);
    await genesys.stop();

    await until(async () => (await service.send('/health')).text.includes('"stale"'));
    expect(await statusOf('/health')).toBe(200);
    expect((await lookup(remembered)).status).toBe(200);

    await until(async () => (await service.send('/health')).text.includes('"expired"'));
    expect(await statusOf('/health')).toBe(503);
    expect((await lookup(remembered)).status).toBe(401);
    expect((await lookup()).status).toBe(401);

    await genesys.start();
    await until(async () => (await lookup(remembered)).status === 200);
  });
});

describe('signing keys without a cooldown, found through the discovery document of the issuer', () => {
  beforeAll(async () => {
    service = await startService({ environment: { AUTH_JWKS_URL: '', AUTH_JWKS_COOLDOWN_SECONDS: '0' } });
  });

  it('are fetched at the start, but not for a token that no key could make valid', async () => {
    expect((await lookup()).status).toBe(200);
    expect(service.world.genesys.count('discovery')).toBe(1);

    const key = signingKey();
    for (const claims of [
      { aud: 'other' },
      { iss: 'other' },
      { exp: 1 },
      { nbf: 4_000_000_000 },
      { iat: 4_000_000_000 },
    ])
      expect((await lookup(service.world.issuer.token({ key, claims }))).status).toBe(401);
    expect((await lookup(service.world.issuer.token({ key, header: { jku: 'http://127.0.0.1:9' } }))).status).toBe(401);

    expect(fetches()).toBe(1);
  });

  it('are fetched once for concurrent calls with the same unknown key', async () => {
    const { genesys, issuer } = service.world;
    issuer.rotate({ key: signingKey() });
    genesys.fail('jwks', { kind: 'latency', latencyMs: 300 });

    const replies = await Promise.all(Array.from({ length: 40 }, () => lookup()));

    expect(replies.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(fetches()).toBe(2);
  });

  it.each([
    ['for another issuer', { issuer: 'http://other.example', jwks_uri: 'JWKS' }],
    ['without an issuer', { jwks_uri: 'JWKS' }],
    ['without a JWKS URL', { issuer: 'ISSUER' }],
    ['that is a list', ['JWKS']],
  ])('are not read from a discovery document %s', async (_, document) => {
    const { genesys, issuer } = service.world;
    const text = JSON.stringify(document)
      .replace('JWKS', `${genesys.url}/oauth/jwks.json`)
      .replace('ISSUER', issuer.url);
    genesys.reset();
    genesys.respondWith('discovery', () => ({ status: 200, body: JSON.parse(text) as unknown }));

    expect((await lookup(unknownKey())).status).toBe(401);

    // A background refresh may read the document too, so the exact count is unknown.
    expect(genesys.count('discovery')).toBeGreaterThan(0);
    expect(fetches()).toBe(0);
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
    ['a redirect', { kind: 'redirect', location: '/elsewhere' }],
  ];

  it('stay in use when the issuer sends invalid responses or redirects, which are not followed', async () => {
    const { genesys } = service.world;
    const unknown = unknownKey();
    for (const [name, fault] of FAULTS) {
      genesys.reset();
      genesys.fail('jwks', fault);

      const forged = await lookup(unknown);
      const genuine = await lookup();

      expect([name, fetches() > 0, forged.status, genuine.status]).toEqual([name, true, 401, 200]);
    }
    expect(genesys.count('unknown')).toBe(0);
  });

  it('delay only a caller with an unknown key, up to its deadline, if the issuer hangs', async () => {
    const { genesys } = service.world;
    genesys.reset();
    genesys.fail('jwks', { kind: 'hang' });
    const hanging = lookup(unknownKey(), { 'X-Action-Timeout-Ms': '300' });
    await genesys.whenReceived('jwks');

    expect((await lookup()).status).toBe(200);
    const reply = await hanging;

    expect(reply).toMatchObject({ status: 429, body: { code: 'DEADLINE_EXCEEDED', status_code: 504 } });
    expect(envelopeDefects(reply)).toEqual([]);
  });
});
