import { spawn, spawnSync } from 'node:child_process';
import { freePort } from '../sandbox/process/free-port.js';

/** Starts a Redis if `redis-server` is on the PATH. Without one, the service stores writes in memory. */
export async function startRedis(): Promise<{ readonly url: string; stop(): void } | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const port = String(await freePort());
  const child = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  return { url: `redis://127.0.0.1:${port}`, stop: () => void child.kill('SIGKILL') };
}
