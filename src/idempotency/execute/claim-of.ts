import { hash, randomUUID } from 'node:crypto';
import { Claim, RecordKey } from '../store/idempotency-store.js';
import { IdempotentWrite } from './idempotent-write.js';

/** The longest key that every upstream can be expected to take. */
const MAX_KEY_LENGTH = 255;

/** Begins the tokens of all claims in this process: one of its own for each would take seven times the memory, for as long as its key is kept. */
const PROCESS = randomUUID();

let claims = 0;

interface Terms {
  readonly ttlMs: number;
  readonly mayResend: boolean;
  readonly leaseMs: number;
}

/** A write's claim, under a token of its own. */
export const claimOf = ({ key, scope, fingerprint }: IdempotentWrite, terms: Terms): Claim => ({
  ...terms,
  key: { name: digest(key), scope: digest(JSON.stringify(scope)) },
  owner: `${PROCESS}.${(claims += 1)}`,
  fingerprint,
});

/**
 * The key under which a write goes upstream: the caller's own; with a suffix where another scope has sent it before, as an
 * upstream knows nothing of our callers and would answer one of them with what it did for another.
 */
export function upstreamKeyOf(key: string, { scope }: RecordKey, isKeyUsedByOtherScope: boolean): string {
  if (!isKeyUsedByOtherScope) return key;
  const distinct = `${key}.${scope.slice(0, 16)}`;
  return distinct.length <= MAX_KEY_LENGTH ? distinct : digest(distinct);
}

const digest = (text: string): string => hash('sha256', text, 'base64url');
