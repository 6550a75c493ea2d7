import { readFileSync } from 'node:fs';
import { Env, EnvInteger } from '../../config/variables/env.decorator.js';
import { readTokenKeys } from './key-file.js';

export class OauthConfig {
  /** RSA private keys in PEM: the first key signs, all keys verify. Default: a key that this process generates. */
  @Env('OAUTH_SIGNING_KEY_FILE', checkKeyFile)
  readonly signingKeyFile?: string;

  /** Lifetime of a token, in seconds. */
  @EnvInteger('OAUTH_TOKEN_SECONDS', { min: 60, max: 172_800 })
  readonly tokenSeconds: number = 3_600;
}

/** Validates the keys in the file. @returns the path */
function checkKeyFile(path: string): string {
  readTokenKeys(readText(path));
  return path;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error('names a file that cannot be read');
  }
}
