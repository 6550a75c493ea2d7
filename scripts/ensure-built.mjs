/** Builds the service without type checks if a source has changed since the last build: `node scripts/ensure-built.mjs`. */
import { SERVICE } from './build/inputs.mjs';
import { ensureBuilt } from './build/ensure-built.mjs';

await ensureBuilt([SERVICE], (line) => process.stderr.write(`${line}\n`));
