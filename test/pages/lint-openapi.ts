import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { killAfterSuite } from '../support/clean-up.js';

/** The linter is an ES module, which Jest cannot load. It runs in a separate process. */
const SCRIPT = `
  import { createConfig, lintFromString } from '@redocly/openapi-core';
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const config = await createConfig({ extends: ['recommended'] });
  const lint = (source) => lintFromString({ source, config, absoluteRef: 'openapi.json' });
  const lineOf = ({ ruleId, message, location }) => ruleId + ' ' + (location[0]?.pointer ?? '') + ': ' + message;
  const problems = await Promise.all(JSON.parse(input).map(lint));
  process.stdout.write(JSON.stringify(problems.map((each) => each.map(lineOf))));
`;

/** Returns all problems and warnings of each document by the recommended rules of an OpenAPI linter. */
export async function lintOpenApi(...documents: readonly string[]): Promise<string[][]> {
  const linter = killAfterSuite(execFile(process.execPath, ['--input-type=module', '-e', SCRIPT], { cwd: __dirname }));
  let output = '';
  let errors = '';
  linter.stdout?.on('data', (text: string) => (output += text));
  linter.stderr?.on('data', (text: string) => (errors += text));
  linter.stdin?.end(JSON.stringify(documents));
  const [code] = (await once(linter, 'close')) as [number];
  if (code !== 0) throw new Error(errors);
  return JSON.parse(output) as string[][];
}
