import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { startWorld, World } from '../support/world.js';
import { ensureBuilt } from '../support/built-service.js';
import { readDockerfile, wordsOf } from './dockerfile.js';
import { SpawnedService } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { killAfterSuite } from '../support/clean-up.js';

const ROOT = join(__dirname, '..', '..');
const { last } = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));

const MAJOR = Number(process.versions.node.split('.')[0]);

/** Node denies every write to the file system, as a read-only root does. */
const READ_ONLY = `${MAJOR < 24 ? '--experimental-permission' : '--permission'} --allow-fs-read=* --no-warnings`;

describe('the command lines of the Dockerfile', () => {
  let world: World;
  let environment: Record<string, string>;

  const run = (instruction: string): ReturnType<typeof spawn> => {
    const [command = '', ...args] = wordsOf(last(instruction) ?? '[]');
    expect(command).toBe('node');
    const [name = '', value = ''] = (last('ENV') ?? '').split('=');
    return killAfterSuite(spawn(process.execPath, args, { cwd: ROOT, env: { ...environment, [name]: value } }));
  };
  const health = async (): Promise<number | null> => ((await once(run('HEALTHCHECK'), 'exit')) as [number | null])[0];

  beforeAll(async () => {
    await ensureBuilt();
    world = await startWorld();
    environment = world.environment({ PORT: String(await freePort()), NODE_OPTIONS: READ_ONLY });
  }, 150_000);

  it('serve from a read-only file system, report their health, and stop on the signal of STOPSIGNAL', async () => {
    expect(await health()).toBe(1);
    const service = new SpawnedService(run('CMD'), Number(environment['PORT']));
    await until(async () => (await service.statusOf('/health/ready')) === 200);

    expect(await health()).toBe(0);
    expect((await service.call(world.issuer.token(), { customer_id: 'c-1' })).status).toBe(200);
    expect(await service.statusOf('/docs')).toBe(200);

    service.signal(last('STOPSIGNAL') as NodeJS.Signals);
    expect(await service.ended).toEqual({ code: 0, signal: null });
  });
});
