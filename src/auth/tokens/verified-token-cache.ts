import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { seconds } from '../../time/durations.js';
import { Caller } from '../access/caller.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';

const MAX_TOKENS = 10_000;
const LONGEST_MEMORY_MS = seconds(60);

interface Verified {
  readonly caller: Caller;
  /** Generation of the keys that verified the token. */
  readonly generation: number;
}

/**
 * Caches verified tokens for a short time, because a flow sends the same token for hours. The signature check would be the
 * slowest step of a call with a cached output. Stores digests only. An entry expires with its token, and when the signing
 * keys change.
 */
@Injectable()
export class VerifiedTokenCache {
  private readonly verified = new LRUCache<string, Verified>({
    max: MAX_TOKENS,
    ttl: LONGEST_MEMORY_MS,
    ttlResolution: 0,
  });

  constructor(private readonly keys: SigningKeys) {}

  find(token: string): Caller | undefined {
    const found = this.verified.get(digest(token));
    const holds = found?.generation === this.keys.generation && this.keys.freshness !== 'expired';
    return holds ? found?.caller : undefined;
  }

  remember(token: string, caller: Caller, expiresAtSeconds: number): void {
    const ttl = Math.floor(Math.min(LONGEST_MEMORY_MS, expiresAtSeconds * 1_000 - Date.now()));
    if (ttl > 0) this.verified.set(digest(token), { caller, generation: this.keys.generation }, { ttl });
  }
}

/** Hashes the whole token including its signature. Without the signature, a forged token would match. */
const digest = (token: string): string => hash('sha256', token, 'base64');
