import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { ensureBuilt } from '../support/built-service.js';
import { killAfterSuite } from '../support/clean-up.js';
import { HIGH_LIMITS } from '../support/limits.js';
import { holdResponse } from '../support/network/held-response.js';
import { head, RawConnection, RawResponse } from '../support/network/raw-connection.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';
import { readDockerfile, wordsOf } from './dockerfile.js';

const CLEAN_EXIT = { code: 0, signal: null };

const ROOT = join(__dirname, '..', '..');
const { last } = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));

const MAJOR = Number(process.versions.node.split('.')[0]);

/** Node denies every write to the file system, as a read-only root does. */
const READ_ONLY = `${MAJOR < 24 ? '--experimental-permission' : '--permission'} --allow-fs-read=* --no-warnings`;

/** Limit of file descriptors: enough for the start, and few enough for the test to use all of them. */
const MAX_FILES = 160;
const CALLERS = 12;

let world: World;
let customers = 0;

beforeAll(async () => {
  await ensureBuilt();
  world = await startWorld();
}, 150_000);

const input = (): object => ({ customer_id: `c-${(customers += 1)}` });

describe('the process of the Dockerfile', () => {
  let service: SpawnedService;
  let environment: Record<string, string>;

  const run = (instruction: string): ChildProcess => {
    const [command = '', ...args] = wordsOf(last(instruction) ?? '[]');
    expect(command).toBe('node');
    const [name = '', value = ''] = (last('ENV') ?? '').split('=');
    return killAfterSuite(spawn(process.execPath, args, { cwd: ROOT, env: { ...environment, [name]: value } }));
  };
  const health = async (): Promise<number | null> => ((await once(run('HEALTHCHECK'), 'exit')) as [number | null])[0];
  const lookup = () => service.call(world.issuer.token(), input());

  beforeAll(async () => {
    const port = await freePort();
    environment = world.environment({
      ...HIGH_LIMITS,
      PORT: String(port),
      NODE_OPTIONS: READ_ONLY,
      LOG_LEVEL: 'error',
    });
    expect(await health()).toBe(1);
    service = new SpawnedService(run('CMD'), port);
    await until(async () => (await service.statusOf('/health/ready')) === 200);
  }, 150_000);

  it('serves from a read-only file system, and reports its health', async () => {
    expect(await health()).toBe(0);
    expect((await lookup()).status).toBe(200);
    expect(await service.statusOf('/docs')).toBe(200);
  });

  it('becomes unready on STOPSIGNAL, serves the calls in flight and later ones, ignores more signals, and exits with code 0', async () => {
    const release = holdResponse(world.crm);
    const call = lookup();
    await world.crm.whenReceived('customers');

    service.signal(last('STOPSIGNAL') as NodeJS.Signals);
    await until(async () => (await service.statusOf('/health/ready')) === 503);
    const late = await lookup();
    service.signal('SIGTERM');
    service.signal('SIGINT');
    expect(await service.statusOf('/health/live')).toBe(200);
    release();
    const response = await call;

    for (const { status, headers } of [late, response])
      expect([status, headers.get('Connection')]).toEqual([200, 'close']);
    expect(await response.json()).toMatchObject({ success: true, data: { found: true } });
    expect(await service.ended).toEqual(CLEAN_EXIT);
    expect(await service.statusOf('/health/live')).toBe(0);
  });

  it('logs nothing below its level from its start to its end', () => {
    expect(service.log).toBe('');
  });
});

describe('a process with few file descriptors', () => {
  let service: SpawnedService;
  let callers: RawConnection[] = [];
  const idle: RawConnection[] = [];

  beforeAll(async () => {
    world.reset();
    // With more retries, a call that gets no connection would take seconds.
    const fewRetries = { RETRY_ATTEMPTS: '2', RETRY_BASE_MS: '20' };
    service = await spawnService(
      world,
      { CRM_BASE_URL: world.crm.url.replace('127.0.0.1', 'localhost'), ...fewRetries },
      MAX_FILES,
    );
  }, 180_000);

  afterAll(() => {
    for (const connection of [...callers, ...idle]) connection.close();
  });

  const get = async (caller: RawConnection, path: string): Promise<RawResponse> => {
    caller.send(`GET ${path} HTTP/1.1\r\nHost: service.test\r\n\r\n`);
    return caller.response();
  };
  /** Alternates between `customer-lookup` (upstream by host name, needs a DNS look-up) and `queues` (upstream by IP address). */
  const call = async (caller: RawConnection, number: number): Promise<RawResponse> => {
    const body = JSON.stringify(number % 2 ? input() : {});
    const headers = { Authorization: `Bearer ${world.issuer.token()}`, 'Content-Type': 'application/json' };
    const path = `/api/v1/dataactions/${number % 2 ? 'customer-lookup' : 'queues'}`;
    caller.send(head(`POST ${path} HTTP/1.1`, { ...headers, 'Content-Length': body.length }), body);
    return caller.response();
  };

  /** Opens connections until the service has no descriptor left and closes a new connection at once. */
  async function useUpDescriptors(): Promise<void> {
    for (let isClosed = false; !isClosed;) {
      const connection = await RawConnection.open(service.port);
      isClosed = await get(connection, '/health/live').then(
        () => false,
        () => true,
      );
      if (!isClosed) idle.push(connection);
    }
  }

  it('is not stopped by SIGHUP', async () => {
    service.signal('SIGHUP');
    await until(() => service.log.includes('SIGHUP has no effect'));

    expect(await service.statusOf('/health/live')).toBe(200);
  });

  it('responds with OVERLOADED to calls that need a descriptor, opens no circuit, and recovers', async () => {
    callers = await Promise.all(Array.from({ length: CALLERS }, () => RawConnection.open(service.port)));
    for (const caller of callers) await get(caller, '/health/live');
    await useUpDescriptors();

    const replies = await Promise.all(callers.map(call));

    expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set(['OVERLOADED']));
    expect(replies[0]).toMatchObject({ status: 429, body: { action: 'wait_and_retry' } });
    expect([world.crm.count('customers'), world.genesys.count('queues')]).toEqual([0, 0]);
    const [metrics] = await Promise.all(callers.map((caller) => get(caller, '/metrics')));
    expect(metrics?.text).toMatch(/^upstream_circuit_state\{upstream="CRM",operation="GET customers"\} 0$/m);

    for (const connection of idle.splice(0)) connection.close();
    await until(async () => (await Promise.all(callers.map(call))).every(({ status }) => status === 200));
  });
});
