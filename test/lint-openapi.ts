import { execFile } from 'node:child_process';
import { once } from 'node:events';

/** The linter is an ES module, which Jest cannot load: it works in a process of its own. */
const SCRIPT = `
  import { createConfig, lintFromString } from '@redocly/openapi-core';
  let source = '';
  for await (const chunk of process.stdin) source += chunk;
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, config, absoluteRef: 'openapi.json' });
  const told = problems.map(({ ruleId, message, location }) => ruleId + ' ' + (location[0]?.pointer ?? '') + ': ' + message);
  process.stdout.write(JSON.stringify(told));
`;

/** Every problem, warnings included, that the recommended rules of an OpenAPI linter find in a document. */
export async function lintOpenApi(document: string): Promise<string[]> {
  const linter = execFile(process.execPath, ['--input-type=module', '-e', SCRIPT], { cwd: __dirname });
  let output = '';
  let complaints = '';
  linter.stdout?.on('data', (text: string) => (output += text));
  linter.stderr?.on('data', (text: string) => (complaints += text));
  linter.stdin?.end(document);
  const [code] = (await once(linter, 'close')) as [number];
  if (code !== 0) throw new Error(complaints);
  return JSON.parse(output) as string[];
}
