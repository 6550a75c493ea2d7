import { randomBytes } from 'node:crypto';
import { HashCost, hashSecret } from './secret-hash.js';

const LEAST_LENGTH = 16;

/** What the command for hashing secrets tells. */
export interface HashSecretResult {
  readonly hash?: string;
  readonly remark: string;
  readonly isRefused: boolean;
}

/** Hashes what was typed, its line break left out, or a new secret where nothing was typed: then the remark tells it. */
export async function hashSecretResult(typed: string, cost?: HashCost): Promise<HashSecretResult> {
  const given = typed.replace(/\r?\n$/, '');
  if (/[\p{Cc}\ufffd]/u.test(given)) return refusal('control characters, or text that is not UTF-8');
  if (given !== '' && given.length < LEAST_LENGTH) return refusal(`fewer than ${LEAST_LENGTH} characters`);
  const secret = given === '' ? randomBytes(32).toString('base64url') : given;
  const hash = await hashSecret(secret, cost);
  const remark = given === '' ? `The new secret, shown this once: ${secret}` : 'For "secret" of the client:';
  return { hash, remark, isRefused: false };
}

const refusal = (flaw: string): HashSecretResult => ({
  remark: `A secret with ${flaw} is not taken; typed nothing, the command makes a good one`,
  isRefused: true,
});
