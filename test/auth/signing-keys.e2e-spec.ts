import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { signingKey } from '../support/world.js';

describe('signing keys', () => {
  let service: TestService;
  const running: TestService[] = [];

  async function start(environment: Record<string, string>): Promise<void> {
    service = await startService({ environment });
    running.push(service);
  }

  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });

  const lookup = (token = service.world.issuer.token()): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { token });
  const fetches = (): number => service.world.genesys.count('jwks');
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it.each([
    ['and the old one remains', true],
    ['and the old one is withdrawn', false],
  ])('cause no rejection of a valid token while the key changes %s', async (_, keepOld) => {
    await start({ AUTH_JWKS_COOLDOWN_SECONDS: '1' });
    const { issuer } = service.world;
    const rejections: string[] = [];
    let responses = 0;
    let isOver = false;
    const caller = async (): Promise<void> => {
      while (!isOver) {
        const { key } = issuer;
        const { status, text } = await lookup(issuer.token({ key }));
        responses += 1;
        await pause(20);
        // A token is no longer valid if its key was withdrawn during the call.
        if (status !== 200 && issuer.keys.includes(key)) rejections.push(`${status} ${text}`);
      }
    };

    const callers = Array.from({ length: 4 }, caller);
    const keys = [1, 2, 3].map(() => signingKey());
    for (const key of keys) {
      await pause(1_100);
      issuer.rotate({ key, keepOld });
      // The cooldown begins when the new key has arrived.
      expect((await lookup()).status).toBe(200);
    }
    await until(() => responses > 100 && fetches() === 4);
    isOver = true;
    await Promise.all(callers);

    expect(rejections).toEqual([]);
  });

  it('are replaced at once by a key with the same id', async () => {
    await start({});
    const { issuer } = service.world;
    const { kid } = issuer.key;
    expect((await lookup()).status).toBe(200);

    issuer.rotate({ key: signingKey(kid), keepOld: false });

    expect((await lookup()).status).toBe(200);
  });

  it('reject a cached token after its key is withdrawn', async () => {
    await start({ AUTH_JWKS_REFRESH_SECONDS: '1' });
    const { issuer } = service.world;
    const cached = issuer.token();
    expect((await lookup(cached)).status).toBe(200);

    issuer.rotate({ key: signingKey(), keepOld: false });

    await until(async () => (await lookup(cached)).status === 401);
    expect((await lookup()).status).toBe(200);
  });

  it('are fetched once for concurrent calls with the same unknown key', async () => {
    await start({ AUTH_JWKS_COOLDOWN_SECONDS: '0' });
    const { genesys, issuer } = service.world;
    issuer.rotate({ key: signingKey() });
    genesys.fail('jwks', { kind: 'latency', latencyMs: 300 });

    const replies = await Promise.all(Array.from({ length: 40 }, () => lookup()));

    expect(replies.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(fetches()).toBe(2);
  });

  it('are not fetched for a token that is invalid with any key', async () => {
    await start({ AUTH_JWKS_COOLDOWN_SECONDS: '0' });
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

  it('are found through the discovery document of the issuer', async () => {
    await start({ AUTH_JWKS_URL: '' });

    expect((await lookup()).status).toBe(200);
    expect(service.world.genesys.count('discovery')).toBe(1);
  });

  it.each([
    ['for another issuer', { issuer: 'http://other.example', jwks_uri: 'JWKS' }],
    ['without an issuer', { jwks_uri: 'JWKS' }],
    ['without a JWKS URL', { issuer: 'ISSUER' }],
    ['that is a list', ['JWKS']],
  ])('are not read from a discovery document %s', async (_, document) => {
    service = await startService({ environment: { AUTH_JWKS_URL: '' }, untilReady: false });
    running.push(service);
    const { genesys, issuer } = service.world;
    const text = JSON.stringify(document)
      .replace('JWKS', `${genesys.url}/oauth/jwks.json`)
      .replace('ISSUER', issuer.url);
    genesys.respondWith('discovery', () => ({ status: 200, body: JSON.parse(text) as unknown }));
    genesys.reset();
    genesys.respondWith('discovery', () => ({ status: 200, body: JSON.parse(text) as unknown }));

    await genesys.whenClosed('discovery');

    expect((await service.send('/health/ready')).status).toBe(503);
    expect(fetches()).toBe(0);
  });
});
