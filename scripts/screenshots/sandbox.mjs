import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const START_LIMIT_MS = 120_000;

/**
 * Starts the sandbox and reads its final screen.
 *
 * @returns its URLs, its token, the operator's credentials, and a function that stops it
 */
export async function startSandbox() {
  const child = spawn(process.execPath, ['scripts/sandbox.mjs', 'main'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const screen = await readScreen(child);
  const find = (pattern) => pattern.exec(screen)?.slice(1) ?? [];
  const [url] = find(/^Start page +(\S+)\/$/m);
  const [controlUrl] = find(/^Control page +(\S+)\/ /m);
  const [token] = find(/^export TOKEN=(\S+)$/m);
  const [username, password] = find(/^Status page .*user (\S+), password (\S+)$/m);
  return { url, controlUrl, token, operator: { username, password }, stop: () => stop(child) };
}

/** Waits for the final screen, and then keeps reading, because a pipe without a reader would end the sandbox. */
function readScreen(child) {
  return new Promise((resolve, reject) => {
    let screen = '';
    const fail = () => reject(new Error(`The sandbox did not start:\n${screen}`));
    const timer = setTimeout(fail, START_LIMIT_MS);
    child.once('exit', fail);
    child.stdout.on('data', (chunk) => {
      screen += chunk;
      if (!screen.includes('\nReady.')) return;
      clearTimeout(timer);
      resolve(screen);
    });
  });
}

async function stop(child) {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
