import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt, ENTRY } from '../support/built-service.js';
import { temporaryFolder } from '../support/clean-up.js';

describe('a file .env', () => {
  let folder: string;

  beforeAll(async () => {
    await ensureBuilt();
    folder = temporaryFolder('env-file');
    writeFileSync(join(folder, '.env'), 'PORT=from-file\nBODY_LIMIT_BYTES=from-file\n');
  }, 150_000);

  /** Starts an entry point in the folder of the file. @returns its message, which names every invalid variable */
  const start = (entry: string, environment: Record<string, string> = {}): string => {
    const path = join(dirname(ENTRY), entry);
    return spawnSync(process.execPath, [path], { cwd: folder, env: environment, encoding: 'utf8' }).stderr;
  };

  it('is read in development, after the variables of the environment', () => {
    const message = start('dev.js', { PORT: '3000' });

    expect(message).toContain('BODY_LIMIT_BYTES');
    expect(message).not.toContain('PORT');
  });

  it('is not read in production', () => {
    const message = start('main.js');

    expect(message).toContain('Invalid configuration');
    expect(message).not.toContain('BODY_LIMIT_BYTES');
  });
});
