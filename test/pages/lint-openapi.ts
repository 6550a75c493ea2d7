import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { killAfterSuite } from '../support/clean-up.js';

/** The linter is an ES module, which Jest cannot load. It runs in a separate process. */
const SCRIPT = `
  import { createConfig, lintFromString } from '@redocly/openapi-core';
  let source = '';
  for await (const chunk of process.stdin) source += chunk;
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config, absoluteRef: 'openapi.json' });
  const lines = problems.map(({ ruleId, message, location }) => ruleId + ' ' + (location[0]?.pointer ?? '') + ': ' + message);
  process.stdout.write(JSON.stringify(lines));
`;

/** Returns all problems and warnings of a document by the recommended rules of an OpenAPI linter. */
export async function lintOpenApi(document: string): Promise<string[]> {
  const linter = killAfterSuite(execFile(process.execPath, ['--input-type=module', '-e', SCRIPT], { cwd: __dirname }));
  let output = '';
  let errors = '';
  linter.stdout?.on('data', (text: string) => (output += text));
  linter.stderr?.on('data', (text: string) => (errors += text));
  linter.stdin?.end(document);
  const [code] = (await once(linter, 'close')) as [number];
  if (code !== 0) throw new Error(errors);
  return JSON.parse(output) as string[];
}
