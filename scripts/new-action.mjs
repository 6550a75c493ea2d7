/**
 * `npm run new-action -- NAME`: writes a Data Action with its test, its upstream, its documentation and its contract.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRequest, RequestError } from './new-action/request.mjs';
import { writeFiles } from './new-action/write-files.mjs';

const USAGE = `npm run new-action -- NAME [options]
    writes the Data Action NAME, for example opening-hours
      --effect EFFECT     read (default) or write
      --upstream NAME     the system that it calls, for example shops. Its client is created if it does not exist.
                          Required for a write
      --summary TEXT      one sentence for the catalogue, Swagger UI and the README
      --no-contract       leaves the contract to npm run definitions -- --lock
`;

const OPTIONS = {
  effect: { type: 'string' },
  upstream: { type: 'string' },
  summary: { type: 'string' },
  'no-contract': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

const root = join(import.meta.dirname, '..');

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RequestError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { values, positionals } = commandLine();
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const request = readRequest(root, positionals, values);
  // Loads Prettier and TypeScript, which a mistake on the command line need not wait for.
  const { planFiles } = await import('./new-action/plan-files.mjs');
  const files = await planFiles(root, request);
  writeFiles(root, files);
  for (const { path, isNew } of files) process.stdout.write(`${isNew ? 'created' : 'changed'}  ${path}\n`);
  if (!values['no-contract'] && !lockContract()) return 1;
  process.stdout.write(nextSteps(request, values['no-contract'] === true));
  return 0;
}

function commandLine() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new RequestError(`${error.message.split(/\. |\n/)[0]}\n${USAGE}`);
  }
}

/** Writes the contract of the new action, which needs the compiled code. */
function lockContract() {
  process.stdout.write('Compiling the action and writing its contract …\n');
  const script = join(root, 'scripts', 'definitions.mjs');
  return spawnSync(process.execPath, [script, '--lock'], { cwd: root, stdio: 'inherit' }).status === 0;
}

function nextSteps({ name, upstream }, isContractMissing) {
  const steps = [
    `Write your inputs, outputs and logic in src/actions/${name}.action.ts`,
    ...(upstream ? [`Write the request to your system in ${upstream.path}`] : []),
    `Test it: npx jest src/actions/${name}`,
    `${isContractMissing ? 'Write the contract' : 'Update the contract after a change'}: npm run definitions -- --lock`,
    `Call it: ${upstream?.isNew ? `${upstream.prefix}_BASE_URL=http://… ` : ''}npm run sandbox`,
    'Check the project: npm run check',
  ];
  return `\nNext, as docs/adding-an-action.md describes:\n${steps.map((step, at) => `  ${at + 1}. ${step}\n`).join('')}`;
}
