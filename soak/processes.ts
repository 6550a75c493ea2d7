import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../sandbox/process/free-port.js';

const ENTRYPOINT = join(__dirname, '..', '..', 'dist', 'main.js');
const START_LIMIT_MS = 30_000;

/** Starts the built service, and waits until it is ready. */
export async function startService(
  environment: Readonly<Record<string, string>>,
): Promise<[ChildProcess, url: string]> {
  const port = String(await freePort());
  const child = spawn(process.execPath, [ENTRYPOINT], {
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const startedAtMs = performance.now();
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null || performance.now() - startedAtMs > START_LIMIT_MS)
      throw new Error('The service did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return [child, url];
}

/** Starts Redis if `redis-server` is on the PATH. Without it, the service uses its own memory. */
export async function startRedis(): Promise<[ChildProcess, url: string] | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const port = String(await freePort());
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--maxmemory-policy', 'noeviction'];
  return [spawn('redis-server', options, { stdio: 'ignore' }), `redis://127.0.0.1:${port}`];
}

/** Stops a process like a container runtime. @returns its exit code */
export async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return ((await ended) as [number | null])[0];
}
