import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDefinitions } from './definitions-command.js';
import { tokenDefinition } from '../export/token-definition.js';

describe('the definitions command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'definitions-'));
  let lines: string[];

  beforeEach(() => (lines = []));

  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]): Promise<number> =>
    runDefinitions(args, {
      actions: [],
      contractsFolder: folder,
      print: (line) => lines.push(line),
      complain: (line) => lines.push(`! ${line}`),
    });

  function written(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  const sound = JSON.stringify(tokenDefinition({ tokenUrl: 'https://login.example.com/token' }), null, 2);

  it('checks files and finds nothing in sound ones', async () => {
    const paths = [written('a.json', sound), written('b.json', sound)];

    expect(await run('--check', ...paths)).toBe(0);
    expect(lines).toEqual(['2 checked, nothing found']);
  });

  it('says where each finding is, and fails for an error', async () => {
    const path = written('typeless.json', sound.replace('"actionType": "customAuth",', ''));

    expect(await run('--check', path)).toBe(1);
    expect(lines).toContainEqual(
      expect.stringMatching(/typeless\.json:\d+:\d+ error [\w-]+: .*actionType.* \(fix: .+\)$/),
    );
  });

  it('goes on after a file that it cannot read', async () => {
    expect(await run('--check', join(folder, 'nope.json'), written('cut.json', '{'))).toBe(2);
    expect(lines).toEqual([
      expect.stringMatching(/^! Cannot read .*nope\.json: ENOENT/),
      expect.stringMatching(/cut\.json:1:\d+ error /),
    ]);
  });

  it('tells how it is used', async () => {
    expect(await run('--help')).toBe(0);
    expect(lines[0]).toContain('npm run definitions -- --out DIR --url https://backend.example.com');
  });

  it('says in one line what is wrong with the command', async () => {
    expect(await run('--lock', '--check')).toBe(2);
    expect(lines).toEqual(['! --check, --lock and --out with --url are three different things: give one']);
  });
});
