import { ChildProcess, spawn } from 'node:child_process';
import { freePort } from '../../sandbox/process/free-port.js';
import { World } from './world.js';
import { killAfterSuite } from './clean-up.js';
import { ensureBuilt, ENTRY } from './built-service.js';
import { HIGH_LIMITS } from './limits.js';
import { until } from './until.js';

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built service in a separate process, as in production. */
export class SpawnedService {
  /** The output of the process so far: stdout and stderr. */
  log = '';
  readonly ended: Promise<Ending>;

  constructor(
    readonly process: ChildProcess,
    readonly port: number,
  ) {
    killAfterSuite(process);
    for (const output of [process.stdout, process.stderr]) output?.on('data', (text: string) => (this.log += text));
    this.ended = new Promise((resolve) => process.once('close', (code, signal) => resolve({ code, signal })));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Returns the HTTP status of a path, or 0 if there is no response. */
  async statusOf(path: string): Promise<number> {
    try {
      const response = await fetch(this.url + path, { headers: { Connection: 'close' } });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  call(token: string, input: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1/dataactions/customer-lookup`, {
      method: 'POST',
      body: typeof input === 'string' ? input : JSON.stringify(input),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

/**
 * Starts the service with only this environment, on a free port unless the environment names one.
 *
 * @param maxFiles limit of its file descriptors. Default: the limit of this process
 */
export async function spawnProcess(
  environment: Readonly<Record<string, string>>,
  maxFiles?: number,
): Promise<SpawnedService> {
  await ensureBuilt();
  const port = environment['PORT'] === undefined ? await freePort() : Number(environment['PORT']);
  const limit = maxFiles === undefined ? '' : `ulimit -n ${maxFiles} && `;
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$0" "$1"`, process.execPath, ENTRY], {
    env: { HOST: '127.0.0.1', PORT: String(port), ...environment },
  });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return new SpawnedService(child, port);
}

/** Starts the service with the upstreams of a world, and waits until it is ready. */
export async function spawnService(
  world: World,
  environment: Readonly<Record<string, string>> = {},
  maxFiles?: number,
): Promise<SpawnedService> {
  const service = await spawnProcess(world.environment({ ...HIGH_LIMITS, ...environment }), maxFiles);
  await until(async () => (await service.statusOf('/health/ready')) === 200, 150_000);
  return service;
}
