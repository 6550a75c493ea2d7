import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

const PATH = '.env';

/** Reads `.env` in the current folder if it exists. A variable of the environment takes precedence over one of the file. */
if (existsSync(PATH)) loadEnvFile(PATH);
