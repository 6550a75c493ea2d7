/**
 * `npm run sandbox` and `npm run tour`: builds changed code and runs it. Both happen in this process, so that a
 * signal to npm reaches the running code.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { watchNpm } from './watch-npm.mjs';

const [program = 'main', ...args] = process.argv.slice(2);
const GREETINGS = {
  main: 'Sandbox: the service with a simulated Genesys Cloud, CRM and orders API. Ctrl+C stops it.',
  tour: 'Tour: calls every action as a flow does, with and without failures.',
};

const say = (line) => process.stdout.write(`${line}\n`);
say(GREETINGS[program]);
watchNpm();

try {
  const { ROOT, SANDBOX, SERVICE } = await import('./build/inputs.mjs');
  const { ensureBuilt } = await import('./build/ensure-built.mjs');
  await ensureBuilt([SANDBOX, SERVICE], say);
  process.argv.splice(2, process.argv.length, ...args);
  createRequire(import.meta.url)(join(ROOT, SANDBOX.folder, 'sandbox', `${program}.js`));
} catch (error) {
  const isMissingPackage = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  process.stderr.write(
    isMissingPackage ? `A package is missing: run \`npm ci\` first.\n${error.message}\n` : `${error.stack}\n`,
  );
  process.exitCode = 1;
}
