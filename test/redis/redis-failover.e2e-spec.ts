import { Logger } from '@nestjs/common';
import { Deployment, startDeployment } from './redis-deployment.js';
import { connect, unavailability } from '../support/redis-client.js';
import { describeWithRedis } from '../support/redis-server.js';
import { until } from '../support/until.js';

/** Elections take their time, and more of it on a busy machine. */
const LIMIT_MS = 40_000;

const works = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

describeWithRedis('The connection to several servers of Redis', () => {
  jest.setTimeout(90_000);

  let deployment: Deployment;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterEach(() => deployment.stop());

  /** Checks that a URL of the wrong kind is rejected with the right scheme. */
  const expectAdvice = (scheme: string, advice: string): Promise<void> =>
    expect(connect(`${scheme.replace('://', `://127.0.0.1:${deployment.firstPort}`)}`)).rejects.toThrow(advice);

  it('writes to the new primary after a planned failover, although the old connection stays open', async () => {
    deployment = await startDeployment('pair');
    const redis = await connect(deployment.url);
    await redis.run((client) => client.set('a', 'before'));

    await deployment.failOver();
    await deployment.moveAddress();

    await until(() => works(redis.run((client) => client.set('a', 'after'))), LIMIT_MS);
    expect(await deployment.valueOf('a')).toBe('after');
    await redis.onApplicationShutdown();
  });

  it('tries again soon if the address still leads to a silent server', async () => {
    deployment = await startDeployment('pair');
    const redis = await connect(deployment.url, { connectTimeoutMs: 2 * LIMIT_MS });
    /** The first request of a new connection. */
    const attempts = (): number => deployment.tripsWith('server');
    const before = attempts();
    await deployment.replaceSilentPrimary();
    await until(() => attempts() > before);

    await deployment.moveAddress();

    await until(() => works(redis.run((client) => client.set('a', 'after'))), LIMIT_MS);
    await redis.onApplicationShutdown();
  });

  it('reports a replica as the reason why writes fail, and names the scheme of a wrong URL', async () => {
    deployment = await startDeployment('pair');
    await expectAdvice('redis-cluster://', 'use redis://');
    await expectAdvice('redis-sentinel:///mymaster', 'use redis://');
    const redis = await connect(deployment.replicaUrl);

    expect(redis.trouble).toBe('READONLY');
    expect((await unavailability(redis.run((client) => client.set('a', '1')))).mayHaveBeenApplied).toBe(false);
    await redis.onApplicationShutdown();
  });

  it('finds the primary that the Sentinels name, and the next one when it dies', async () => {
    deployment = await startDeployment('sentinel');
    await expectAdvice('redis://', 'use redis-sentinel://');
    const redis = await connect(deployment.url);
    await redis.run((client) => client.set('a', 'before'));

    await deployment.killPrimary();

    await until(() => works(redis.run((client) => client.set('a', 'after'))), LIMIT_MS);
    await redis.onApplicationShutdown();
  });

  it('finds the node of each key in a cluster, and a new primary when one dies', async () => {
    deployment = await startDeployment('cluster');
    await expectAdvice('redis://', 'use redis-cluster://');
    const redis = await connect(deployment.url);
    const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`);
    const writeAll = (): Promise<unknown> =>
      Promise.all(keys.map((key) => redis.run((client) => client.set(key, key), { key })));
    await writeAll();
    expect(redis.nodes).toHaveLength(3);

    await deployment.killPrimary();

    await until(() => works(writeAll()), LIMIT_MS);
    const read = await Promise.all(keys.map((key) => redis.run((client) => client.get(key), { key })));
    expect(read).toEqual(keys);
    await redis.onApplicationShutdown();
  });
});
