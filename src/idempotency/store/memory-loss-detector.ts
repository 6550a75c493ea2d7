import { randomUUID } from 'node:crypto';
import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { Metrics } from '../../observability/metrics.js';
import type { RedisClient } from '../../redis/redis-client.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisNode } from '../../redis/redis-node.js';

/** Evictions show in a counter only. */
const EVICTION_CHECK_INTERVAL_MS = 2_000;

/** By then every owner that still runs has written its lost record anew, and duplicates find it. */
const REFUSAL_MS = 2_500;

type Cause = 'marker_missing' | 'evicted';

/** A read of the marker that travels with a claim. */
interface MarkerCheck {
  readonly send: (client: RedisClient) => Promise<void>;
}

/**
 * Notices that Redis has lost what it was given to remember: by a restart without persistence or `FLUSHALL`, as a marker
 * without expiry is gone, and by eviction, as Redis counts it. With the records goes the knowledge which writes were done.
 */
export class MemoryLossDetector implements OnApplicationShutdown {
  private readonly logger = new Logger('Idempotency');
  /** What each marker holds, by its key. */
  private readonly markers = new Map<string, string>();
  private readonly evictions = new WeakMap<RedisClient, number>();
  private readonly timer: NodeJS.Timeout | undefined;
  private refusesUntilMs = -Infinity;

  /** @param refusesWrites whether new writes are refused for a while after a loss */
  constructor(
    private readonly redis: RedisConnection,
    private readonly metrics: Metrics,
    private readonly refusesWrites: boolean,
  ) {
    if (!redis.isConfigured) return;
    redis.whenReady((client, node) => void this.establish(client, node));
    this.timer = setInterval(() => void this.checkEvictions(), EVICTION_CHECK_INTERVAL_MS).unref();
  }

  /** Whether writes are refused for now: memory was lost a moment ago, and the configuration says so. */
  get isRefusing(): boolean {
    return performance.now() < this.refusesUntilMs;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Reads the marker in the same round trip as a claim. Trouble with that alone says nothing. */
  check(node: RedisNode): MarkerCheck | undefined {
    const key = this.redis.keyOn(node, 'idempotency:memory');
    if (key === undefined || !this.markers.has(key)) return undefined;
    return {
      send: async (client) => {
        const expected = this.markers.get(key);
        const found = await client.get(key).catch(() => undefined);
        if (found === undefined || found === expected || this.markers.get(key) !== expected) return;
        this.note(key);
        void this.establish(client, node);
      },
    };
  }

  /** Puts the marker where there is none, and compares it with the one that this process has seen. */
  private async establish(client: RedisClient, node: RedisNode): Promise<void> {
    const key = this.redis.keyOn(node, 'idempotency:memory');
    if (key === undefined) return;
    try {
      const [, found] = await Promise.all([client.set(key, randomUUID(), { NX: true }), client.get(key)]);
      if (found === null) return;
      const expected = this.markers.get(key);
      if (expected !== undefined && expected !== found) this.note(key);
      this.markers.set(key, found);
    } catch {
      // The next connection, or the next claim, tries again.
    }
  }

  private note(key: string): void {
    this.markers.delete(key);
    this.lost('marker_missing');
  }

  private async checkEvictions(): Promise<void> {
    const read = async (client: RedisClient): Promise<void> => {
      const text = String(await client.sendCommand(['INFO', 'stats']));
      const evicted = Number(/^evicted_keys:(\d+)/m.exec(text)?.[1] ?? 0);
      const before = this.evictions.get(client);
      this.evictions.set(client, evicted);
      if (before !== undefined && evicted > before) this.lost('evicted');
    };
    await this.redis.runOnAll(read).catch(() => undefined);
  }

  private lost(cause: Cause): void {
    this.metrics.memoryLost.inc({ cause });
    const consequence = 'writes that were done before may be executed again when their calls are repeated';
    this.logger.error(`Redis has lost idempotency records (${cause}): ${consequence}`);
    if (this.refusesWrites) this.refusesUntilMs = performance.now() + REFUSAL_MS;
  }
}
