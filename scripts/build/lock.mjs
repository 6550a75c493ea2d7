import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from './inputs.mjs';

const LOCK = join(ROOT, 'node_modules', '.cache', 'build-lock');
const POLL_MS = 100;

/**
 * Runs a build while no other process builds.
 *
 * @param {() => void} onWait called once if another process is building
 */
export async function withBuildLock(work, onWait) {
  let hasWaited = false;
  while (!lock()) {
    if (!hasWaited) onWait();
    hasWaited = true;
    await wait(POLL_MS);
  }
  // A signal handler can exit the process during the build. This listener then removes the lock.
  process.once('exit', unlock);
  try {
    return await work();
  } finally {
    process.off('exit', unlock);
    unlock();
  }
}

function lock() {
  mkdirSync(dirname(LOCK), { recursive: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld()) unlock();
    return false;
  }
}

const unlock = () => rmSync(LOCK, { force: true, recursive: true });

/** Returns whether the owner of the lock is alive. The lock file is empty while the owner writes it. */
function isHeld() {
  try {
    const owner = readFileSync(LOCK, 'utf8');
    if (owner !== '') process.kill(Number(owner), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
