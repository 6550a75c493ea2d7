import { hash, randomUUID } from 'node:crypto';
import { Claim, RecordKey } from '../store/idempotency-store.js';
import { IdempotentWrite } from './idempotent-write.js';

/** Length of the longest key that every upstream should accept. */
const MAX_KEY_LENGTH = 255;

/** Prefix of this process's owner tokens. A number follows it. A UUID for each claim would need seven times the memory. */
const PROCESS = randomUUID();

let claims = 0;

interface ClaimOptions {
  readonly ttlMs: number;
  readonly mayResend: boolean;
  readonly leaseMs: number;
}

/** Creates the claim of a write, with a unique owner token. */
export const claimOf = ({ key, scope, fingerprint }: IdempotentWrite, options: ClaimOptions): Claim => ({
  ...options,
  key: { name: digest(key), scope: digest(JSON.stringify(scope)) },
  owner: `${PROCESS}.${(claims += 1)}`,
  fingerprint,
});

/**
 * Returns the key that is sent upstream: the caller's key, with a suffix if another scope has used it. The upstream does not
 * distinguish the callers of this service. Without the suffix, one caller could get the result of another caller.
 */
export function upstreamKeyOf(key: string, { scope }: RecordKey, isKeyUsedByOtherScope: boolean): string {
  if (!isKeyUsedByOtherScope) return key;
  const distinct = `${key}.${scope.slice(0, 16)}`;
  return distinct.length <= MAX_KEY_LENGTH ? distinct : digest(distinct);
}

const digest = (text: string): string => hash('sha256', text, 'base64url');
