import { randomBytes } from 'node:crypto';
import { HashCost, hashSecret } from './secret-hash.js';

const MIN_CHARACTERS = 16;

/** Output of `npm run hash-secret`. */
export interface HashSecretResult {
  readonly hash?: string;
  readonly remark: string;
  readonly isRefused: boolean;
}

/** Hashes the entered secret without its line break. If the input is empty, generates a secret and shows it in `remark`. */
export async function hashSecretResult(input: string, cost?: HashCost): Promise<HashSecretResult> {
  const entered = input.replace(/\r?\n$/, '');
  if (/[\p{Cc}\ufffd]/u.test(entered)) return rejection('The secret contains control characters or is not UTF-8');
  if (entered !== '' && entered.length < MIN_CHARACTERS)
    return rejection(`The secret must have at least ${MIN_CHARACTERS} characters`);
  const secret = entered === '' ? randomBytes(32).toString('base64url') : entered;
  const hash = await hashSecret(secret, cost);
  const remark =
    entered === '' ? `The new secret, shown only once: ${secret}` : 'Use this hash as the "secret" of the client:';
  return { hash, remark, isRefused: false };
}

const rejection = (reason: string): HashSecretResult => ({
  remark: `${reason}. Press Enter to generate one.`,
  isRefused: true,
});
