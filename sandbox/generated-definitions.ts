import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JsonObject } from './json/json-object.js';
import { hostedActions } from './hosted-actions.js';
import { inProject } from './process/project-root.js';

const COMMAND = inProject('dist', 'definitions.js');

/** Runs `npm run definitions`. @returns the definitions by file name up to its first dot */
export async function generatedDefinitions(serviceUrl: string): Promise<ReadonlyMap<string, JsonObject>> {
  const folder = await mkdtemp(join(tmpdir(), 'definitions-'));
  try {
    await promisify(execFile)(process.execPath, [COMMAND, '--out', folder, '--url', serviceUrl], {
      env: { ...hostedActions(), ...process.env },
    });
    const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    const read = files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return [file.split('.', 1)[0] ?? file, JSON.parse(text) as JsonObject] as const;
    });
    return new Map(await Promise.all(read));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
