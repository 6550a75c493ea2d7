import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { FileWatcher } from '../files/file-watcher.js';
import { EnvSecret } from './env.decorator.js';
import { Environment } from './environment.js';
import { readConfigs } from './read-configs.js';
import { temporaryFolder } from '../../../test/support/clean-up.js';
import { problemsOf } from '../../../test/support/configuration-problems.js';

class VaultConfig {
  @EnvSecret('SPECVAULT_KEY', (text) => {
    if (!text.startsWith('key-')) throw new Error('must start with key-');
    return text;
  })
  readonly key?: string;
}

const folder = temporaryFolder('secret-files');
const path = join(folder, 'key');

beforeEach(() => writeFileSync(path, 'key-1\n'));

function read(environment: Environment): { config: VaultConfig; files: FileWatcher } {
  const watcher = new FileWatcher();
  const config = readConfigs(environment, ({ files }) => watcher.watch(files)).get(VaultConfig) as VaultConfig;
  return { config, files: watcher };
}

describe('a secret in a file', () => {
  it('is read without the line break at its end', () => {
    expect(read({ SPECVAULT_KEY_FILE: path }).config.key).toBe('key-1');
  });

  it('changes with its file', async () => {
    const { config, files } = read({ SPECVAULT_KEY_FILE: path });
    writeFileSync(path, 'key-2');
    await files.reload();

    expect(config.key).toBe('key-2');
  });

  it.each([
    ['is deleted', () => rmSync(path)],
    ['is emptied', () => writeFileSync(path, ' \n')],
    ['becomes invalid', () => writeFileSync(path, 'secret-2')],
  ])('keeps its value when the file %s, and logs the problem once', async (_, change) => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const { config, files } = read({ SPECVAULT_KEY_FILE: path });
    change();
    await files.reload();
    await files.reload();

    expect(config.key).toBe('key-1');
    expect(error.mock.calls).toEqual([
      [expect.stringMatching(/^SPECVAULT_KEY_FILE .*; the previous content stays in use$/)],
    ]);
    expect(String(error.mock.calls)).not.toContain('secret-2');
    error.mockRestore();
  });

  it.each([
    [
      { SPECVAULT_KEY: 'key-1', SPECVAULT_KEY_FILE: path },
      'SPECVAULT_KEY and SPECVAULT_KEY_FILE are both set: remove one',
    ],
    [{ SPECVAULT_KEY_FILE: join(folder, 'none') }, 'SPECVAULT_KEY_FILE names a file that cannot be read (ENOENT)'],
    [{ SPECVAULT_KEY_FILE: folder }, 'SPECVAULT_KEY_FILE names a file that cannot be read (EISDIR)'],
    [{ SPECVAULT_KEY: 'other' }, 'SPECVAULT_KEY must start with key-'],
  ])('prevents the start with %j', (environment, problem) => {
    expect(problemsOf(environment)).toEqual([problem]);
  });

  it('prevents the start if the file is empty or invalid', () => {
    writeFileSync(path, '');
    expect(problemsOf({ SPECVAULT_KEY_FILE: path })).toEqual(['SPECVAULT_KEY_FILE names an empty file']);
    writeFileSync(path, 'other');
    expect(problemsOf({ SPECVAULT_KEY_FILE: path })).toEqual(['SPECVAULT_KEY_FILE must start with key-']);
  });
});
