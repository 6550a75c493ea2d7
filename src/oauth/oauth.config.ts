import { readFileSync } from 'node:fs';
import { IsInt, Max, Min } from 'class-validator';
import { Env } from '../config/env.decorator.js';
import { readTokenKeys } from './key-file.js';

export class OauthConfig {
  /** The RSA private keys in PEM that tokens are signed with: the first signs, all verify; unset: a key of this process. */
  @Env('OAUTH_SIGNING_KEY_FILE', checkKeyFile)
  readonly signingKeyFile?: string;

  /** How long a token is good. */
  @Env('OAUTH_TOKEN_SECONDS')
  @IsInt()
  @Min(60)
  @Max(172_800)
  readonly tokenSeconds: number = 3_600;
}

/** @returns the path, once the keys in it have proved to be good */
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
