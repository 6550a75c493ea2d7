import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes all files. A new file never replaces one that appeared in the meantime. */
export function writeFiles(root, files) {
  for (const { path, text, isNew } of files) writeFileSync(join(root, path), text, { flag: isNew ? 'wx' : 'w' });
}
