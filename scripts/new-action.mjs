/** `npm run new-action -- NAME`: writes a Data Action with its test and the client of its upstream. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRequest, RequestError } from './new-action/request.mjs';
import { writeFiles } from './new-action/write-files.mjs';

const USAGE = `npm run new-action -- NAME [options]
    writes the Data Action NAME, for example opening-hours
      --effect EFFECT     read (default) or write
      --upstream NAME     the system that it calls, for example shops. Its client is created if it does not exist.
                          Required for a write
      --summary TEXT      one sentence for the catalogue, Swagger UI and Architect
`;

const OPTIONS = {
  effect: { type: 'string' },
  upstream: { type: 'string' },
  summary: { type: 'string' },
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
  // Loads Prettier and TypeScript only for a valid command line, because that is slow.
  const { planFiles } = await import('./new-action/plan-files.mjs');
  const files = await planFiles(root, request);
  writeFiles(root, files);
  for (const { path, isNew } of files) process.stdout.write(`${isNew ? 'created' : 'changed'}  ${path}\n`);
  process.stdout.write(nextSteps(request));
  return 0;
}

function commandLine() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new RequestError(`${error.message.split(/\. |\n/)[0]}\n${USAGE}`);
  }
}

function nextSteps({ name, upstream }) {
  const steps = [
    `Write your inputs, outputs and logic in src/actions/${name}.action.ts`,
    ...(upstream ? [`Write the request to your system in ${upstream.path}`] : []),
    'Test it: npx jest test/actions/added-actions',
    'Write its contract: npm run definitions -- --lock',
    `Call it: ${upstream?.isNew ? `${upstream.prefix}_BASE_URL=http://… ` : ''}npm run sandbox`,
    'Check the project: npm run check',
  ];
  return `\nNext, as docs/adding-an-action.md describes:\n${steps.map((step, at) => `  ${at + 1}. ${step}\n`).join('')}`;
}
