import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { signingKey, startWorld, World } from '../support/world.js';
import { SigningKeys } from '../../src/auth/signing-keys/signing-keys.js';
import { Metrics } from '../../src/observability/metrics/metrics.js';
import { jws, signedBy } from '../auth/jws.js';
import { rsaKey } from '../auth/rsa-key.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Reply, startService, TestService, until } from '../support/service.js';

describeWithRedis('signing keys that replicas share', () => {
  let world: World;
  let server: RedisServer;
  const services: TestService[] = [];

  beforeAll(async () => {
    [world, server] = await Promise.all([startWorld(), RedisServer.start()]);
  });

  afterEach(async () => {
    server.thaw();
    for (const service of services.splice(0)) await service.stop();
    await server.command('FLUSHALL');
    world.reset();
  });

  afterAll(() => server.kill());

  const start = async (environment: Record<string, string> = {}, untilReady = true): Promise<TestService> => {
    const service = await startService({ world, untilReady, environment: { REDIS_URL: server.url, ...environment } });
    services.push(service);
    return service;
  };
  const fetches = (): number => world.genesys.count('jwks');
  const lookup = (at: TestService, token = world.issuer.token()): Promise<Reply> =>
    at.call('customer-lookup', { customer_id: 'c-1' }, { token });
  /** Returns the Redis keys of the shared key sets, without the locks of running fetches. */
  const copies = async (): Promise<string[]> =>
    (await server.keys('dataaction:jwks:*')).filter((key) => !key.endsWith(':fetch'));
  const untilShared = (count = 1): Promise<void> => until(async () => (await copies()).length === count);
  const untilCopyHas = ({ kid }: { kid: string }): Promise<void> =>
    until(async () => {
      const [copy = ''] = await copies();
      return String(await server.command('GET', copy)).includes(kid);
    });
  /** Returns the keys in the memory of a replica. */
  const keysOf = ({ app }: TestService): SigningKeys => app.get(SigningKeys);

  it('are fetched once by many starting replicas', async () => {
    const [first] = await Promise.all([start(), start()]);
    await start();

    expect(fetches()).toBe(1);
    for (const service of services) expect((await lookup(service)).status).toBe(200);
    expect((await first.send('/metrics')).text).toMatch(/^auth_jwks_refreshes_total\{outcome="(loaded|shared)"\} 1$/m);
  });

  it('are refreshed by one replica for all', async () => {
    const renewals = async ({ app }: TestService): Promise<number> => {
      const { values } = await app.get(Metrics).keyRefreshes.get();
      const counted = values.filter(({ labels }) => labels.outcome === 'loaded' || labels.outcome === 'shared');
      return counted.reduce((sum, { value }) => sum + value, 0);
    };
    await Promise.all([1, 2, 3].map(() => start({ AUTH_JWKS_REFRESH_SECONDS: '1' })));
    for (const service of services) await until(async () => (await renewals(service)) >= 4);

    // Without the shared copy, the three replicas would fetch twelve times.
    expect(fetches()).toBeGreaterThanOrEqual(3);
    expect(fetches()).toBeLessThanOrEqual(6);
  });

  it('allow a replica to start while the issuer is down, and keep their age', async () => {
    await start();
    await untilShared();
    await world.genesys.stop();
    await sleep(1_000);
    const late = await start({ AUTH_JWKS_REFRESH_SECONDS: '1', AUTH_JWKS_MAX_AGE_SECONDS: '2' });

    expect((await lookup(late)).status).toBe(200);
    expect((await late.send('/health/ready')).status).toBe(200);
    expect(keysOf(late).ageSeconds).toBeGreaterThan(0.9);
    await until(() => keysOf(late).freshness === 'stale');
    expect((await lookup(late)).status).toBe(200);
    await world.genesys.start();
  });

  it('include a new key at all replicas after one fetch, without rejecting a valid token', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    world.issuer.rotate({ key: signingKey() });

    expect((await lookup(one)).status).toBe(200);
    await untilCopyHas(world.issuer.key);
    expect((await lookup(other)).status).toBe(200);
    expect(fetches()).toBe(2);
    // The replica has just used the shared copy. The copy does not contain this key, so the replica fetches from the issuer.
    world.issuer.rotate({ key: signingKey() });
    expect((await lookup(other)).status).toBe(200);
    expect(fetches()).toBe(3);
  });

  it('are fetched from the issuer for a new key with the same id', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const { kid } = world.issuer.key;
    world.issuer.rotate({ key: signingKey(kid), keepOld: false });

    expect((await lookup(one)).status).toBe(200);
    expect((await lookup(other)).status).toBe(200);
  });

  it('are checked like keys from the issuer: weak and private keys are rejected', async () => {
    await start();
    await untilShared();
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const leaked = rsaKey();
    const [copy = ''] = await copies();
    const shared = JSON.parse(String(await server.command('GET', copy))) as { document: { keys: object[] } };
    shared.document.keys.push(
      { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak' },
      { ...leaked.export({ format: 'jwk' }), kid: 'leaked' },
      { kty: 'oct', k: 'c2VjcmV0', kid: 'symmetric' },
    );
    await server.command('SET', copy, JSON.stringify(shared), 'PX', '90000000');
    await world.genesys.stop();
    const service = await start();

    expect(keysOf(service).keyIds).toEqual(world.issuer.keys.map(({ kid }) => kid));
    const forged = (kid: string, sign: (input: string) => Buffer): string =>
      jws({ alg: 'RS256', kid }, world.issuer.claims(), sign);
    expect((await lookup(service, forged('weak', signedBy(weak.privateKey)))).status).toBe(401);
    expect((await lookup(service, forged('leaked', signedBy(leaked)))).status).toBe(401);
    await world.genesys.start();
  });

  it('are stored separately for each issuer', async () => {
    const elsewhere = await startWorld();
    const own = await start();
    const otherIssuer = await startService({ world: elsewhere, environment: { REDIS_URL: server.url } });
    services.push(otherIssuer);

    await untilShared(2);
    expect(keysOf(own).keyIds).toEqual(world.issuer.keys.map(({ kid }) => kid));
    expect(keysOf(otherIssuer).keyIds).toEqual([elsewhere.issuer.key.kid]);
    expect((await lookup(own, elsewhere.issuer.token())).status).toBe(401);
    await elsewhere.stop();
  });

  it('are fetched while Redis is frozen or down', async () => {
    const service = await start({ REDIS_TIMEOUT_MS: '500' });
    server.freeze();
    world.issuer.rotate({ key: signingKey() });
    expect((await lookup(service)).status).toBe(200);
    server.thaw();
    await server.kill();

    const alone = await start();
    expect((await lookup(alone)).status).toBe(200);
    expect(fetches()).toBe(3);
    await server.restart();
  });
});
