import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runDefinitions } from './definitions-command.js';
import { tokenDefinition } from '../export/token-definition.js';
import { temporaryFolder } from '../../../test/support/clean-up.js';

describe('the definitions command', () => {
  const folder = temporaryFolder('definitions');
  let lines: string[];

  beforeEach(() => (lines = []));

  const run = (...args: string[]): Promise<number> =>
    runDefinitions(args, {
      actions: [],
      contractsFolder: folder,
      stdin: Readable.from([]),
      print: (line) => lines.push(line),
      printError: (line) => lines.push(`! ${line}`),
    });

  function written(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  const sound = JSON.stringify(tokenDefinition({ tokenUrl: 'https://login.example.com/token' }), null, 2);

  it('runs the commands on files', async () => {
    expect(await run('--check', written('a.json', sound), written('b.json', sound))).toBe(0);
    expect(lines).toEqual(['2 Data Actions in 2 files checked, no problems found']);
  });

  it('prints its usage', async () => {
    expect(await run('--help')).toBe(0);
    expect(lines[0]).toContain('npm run definitions -- --out DIR --url https://backend.example.com');
  });

  it('prints an error in one line', async () => {
    expect(await run('--lock', '--out', 'x')).toBe(2);
    expect(lines).toEqual(['! --lock cannot be combined with --out and --url']);
  });
});
