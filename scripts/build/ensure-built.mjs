import { compileTarget } from './compile-target.mjs';
import { isUpToDate, SANDBOX, SERVICE } from './inputs.mjs';
import { withBuildLock } from './lock.mjs';

const NAMES = new Map([
  [SERVICE, 'service'],
  [SANDBOX, 'sandbox'],
]);

/**
 * Compiles the targets that are not up to date.
 *
 * @param {readonly import('./inputs.mjs').Target[]} targets
 * @param {(line: string) => void} report called with each step before it begins
 */
export async function ensureBuilt(targets, report) {
  if (targets.every(isUpToDate)) return;
  const onWait = () => report('Another command is building; waiting for it …');
  await withBuildLock(async () => {
    for (const target of targets.filter((each) => !isUpToDate(each))) {
      const startedAtMs = performance.now();
      report(`Building the ${NAMES.get(target)} (only if its sources have changed) …`);
      const count = await compileTarget(target);
      const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
      report(`Built the ${NAMES.get(target)}: ${count} files in ${seconds} s`);
    }
  }, onWait);
}
