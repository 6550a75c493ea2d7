import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/clean-up.js';
import { newKey, write } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

describeWithRedis('REDIS_URL_FILE', () => {
  let redis: RedisServer;
  let service: TestService;
  let file: string;

  const writeUrl = (password: string): void =>
    writeFileSync(file, `redis://service:${password}@127.0.0.1:${redis.port}`);
  const setPasswords = (...rules: string[]): Promise<unknown> =>
    redis.command('ACL', 'SETUSER', 'service', 'on', '~*', '&*', '+@all', ...rules);
  const killConnections = (): Promise<unknown> => redis.command('CLIENT', 'KILL', 'USER', 'service');

  beforeAll(async () => {
    redis = await RedisServer.start();
    file = join(temporaryFolder('redis-url'), 'url');
    await setPasswords('>first');
    writeUrl('first');
    service = await startService({ environment: { REDIS_URL: '', REDIS_URL_FILE: file } });
  });

  const writeOnce = async (): Promise<number> => (await write(service, newKey())).status;

  it('can get a new password without a failed call, which the next connection uses', async () => {
    const rotation = { isOver: false };
    const statuses: number[] = [];
    const load = (async () => {
      while (!rotation.isOver) statuses.push(await writeOnce());
    })();

    await setPasswords('>second');
    writeUrl('second');
    // The file is in use as soon as a new connection accepts only its password.
    await setPasswords('<first');
    await until(() => statuses.length > 20);
    rotation.isOver = true;
    await load;
    expect(new Set(statuses)).toEqual(new Set([200]));

    await killConnections();
    await until(async () => (await writeOnce()) === 200);
    expect(String(await redis.command('CLIENT', 'LIST'))).toContain('user=service');
  });
});
