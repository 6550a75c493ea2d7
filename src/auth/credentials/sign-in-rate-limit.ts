import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../config/ip-network.js';
import { minutes } from '../../durations.js';
import { Overloaded } from '../../errors/limit-errors.js';
import { AuthConfig } from '../access/auth.config.js';

const MAX_BUCKETS = 10_000;
const LONGEST_NAME = 128;

interface Bucket {
  left: number;
  atMs: number;
}

/** Limits how often secrets are tried: from one address, and for one client. Buckets that refill over a minute, in memory. */
@Injectable()
export class SignInRateLimit {
  private readonly addresses = new LRUCache<string, Bucket>({ max: MAX_BUCKETS });
  private readonly clients = new LRUCache<string, Bucket>({ max: MAX_BUCKETS });
  private readonly perMinute: number;

  constructor({ attemptsPerMinute }: AuthConfig) {
    this.perMinute = attemptsPerMinute;
  }

  /** @throws Overloaded */
  takeForAddress(address: string): void {
    this.take(this.addresses, networkOf(address));
  }

  /** Counts for clients that do not exist as well: a refusal tells nothing about them. @throws Overloaded */
  takeForClient(id: string): void {
    this.take(this.clients, id.slice(0, LONGEST_NAME));
  }

  private take(buckets: LRUCache<string, Bucket>, name: string): void {
    const nowMs = performance.now();
    const { left, atMs } = buckets.get(name) ?? { left: this.perMinute, atMs: nowMs };
    const perMs = this.perMinute / minutes(1);
    const filled = Math.min(this.perMinute, left + (nowMs - atMs) * perMs);
    if (filled < 1) throw new Overloaded('Too many attempts to sign in', { retryAfterMs: (1 - filled) / perMs });
    buckets.set(name, { left: filled - 1, atMs: nowMs });
  }
}
