import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { freePort } from '../../sandbox/process/free-port.js';
import { startWorld, World } from '../support/world.js';
import { ensureBuilt, ENTRY } from '../support/built-service.js';
import { SpawnedService } from '../support/spawn-service.js';
import { until } from '../support/until.js';

const PEACE = { code: 0, signal: null };
const CALLS = 50;

describe('a service whose standard output', () => {
  let world: World;
  let service: SpawnedService;
  let full: number;

  beforeAll(async () => {
    await ensureBuilt();
    world = await startWorld();
    full = openSync('/dev/full', 'w');
  }, 150_000);

  afterEach(() => service.kill());

  afterAll(async () => {
    closeSync(full);
  });

  async function start(stdout: number | 'pipe'): Promise<void> {
    const port = await freePort();
    const environment = world.environment({ HOST: '127.0.0.1', PORT: String(port), NODE_ENV: 'production' });
    service = new SpawnedService(
      spawn(process.execPath, [ENTRY], { env: environment, stdio: ['ignore', stdout, 'pipe'] }),
      port,
    );
    if (stdout === 'pipe') service.process.stdout?.destroy();
    await until(async () => (await service.statusOf('/health/ready')) === 200, 60_000);
  }

  it.each([
    ['is on a full disk', 'ENOSPC', () => full],
    ['is closed', 'EPIPE', () => 'pipe' as const],
  ])('%s answers calls, counts the lost lines, warns once, and ends with 0', async (_, code, stdout) => {
    await start(stdout());

    for (let call = 0; call < CALLS; call += 1) {
      const response = await service.call(world.issuer.token(), { customer_id: 'c-1' });
      expect(response.status).toBe(200);
    }

    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const dropped = Number(/^log_lines_dropped_total (\d+)$/m.exec(metrics)?.[1]);
    expect(dropped).toBeGreaterThanOrEqual(CALLS);
    service.signal('SIGTERM');
    expect(await service.ended).toEqual(PEACE);
    expect(service.log.match(/log_lines_dropped_total/g)).toHaveLength(1);
    expect(service.log).toContain(code);
  });
});
