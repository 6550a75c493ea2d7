import { execFileSync } from 'node:child_process';

const CHECK_MS = 500;

/**
 * Sends SIGTERM to this process when npm ends without forwarding a signal, for example because npm is killed. npm runs a shell, and
 * the shell runs this process.
 */
export function watchNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const timer = setInterval(() => {
    if (process.ppid !== shell || !isAlive(npm)) process.kill(process.pid, 'SIGTERM');
  }, CHECK_MS);
  timer.unref();
}

/** Returns the process id of a parent. Returns 1 if `ps` does not show the process, because process 1 never ends. */
function parentOf(pid) {
  try {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return 1;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
