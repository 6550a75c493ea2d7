import { randomUUID } from 'node:crypto';
import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { Metrics } from '../../observability/metrics/metrics.js';
import type { RedisClient } from '../../redis/client/redis-client.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisNode } from '../../redis/node/redis-node.js';

/** Interval for reading the counter of evictions in Redis. */
const EVICTION_CHECK_INTERVAL_MS = 2_000;

/** New writes are rejected for this time after a loss. Within this time, every running owner stores its record again. */
const REFUSAL_MS = 2_500;

type Cause = 'marker_missing' | 'evicted';

/** Checks that the marker in Redis has the value that this process knows. Each claim also reads the marker. */
export interface MarkerCheck {
  readonly key: string;
  /** @param found the marker, read together with the claim; null if there is none */
  readonly compare: (found: string | null) => void;
}

/**
 * Detects that Redis has lost records, because a write without its record can be executed again. A restart without persistence
 * or `FLUSHALL` also deletes a marker key that never expires. Evictions increase a counter of Redis.
 */
export class MemoryLossDetector implements OnApplicationShutdown {
  private readonly logger = new Logger('Idempotency');
  /** The value of each marker, by its key. */
  private readonly markers = new Map<string, string>();
  private readonly evictions = new WeakMap<RedisClient, number>();
  private readonly timer: NodeJS.Timeout | undefined;
  private refusesUntilMs = -Infinity;

  /** @param refusesWrites whether new writes are rejected for a while after a loss */
  constructor(
    private readonly redis: RedisConnection,
    private readonly metrics: Metrics,
    private readonly refusesWrites: boolean,
  ) {
    if (!redis.isConfigured) return;
    redis.whenReady((client, node) => void this.establish(client, node));
    this.timer = setInterval(() => void this.checkEvictions(), EVICTION_CHECK_INTERVAL_MS).unref();
  }

  /** Whether new writes are rejected now, because Redis has just lost its memory and the configuration requires it. */
  get isRefusing(): boolean {
    return performance.now() < this.refusesUntilMs;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Returns the marker that a claim must read; undefined while none is known, for example after the slots of a cluster moved. */
  check(node: RedisNode): MarkerCheck | undefined {
    const key = this.redis.keyOn(node, 'idempotency:memory');
    if (key === undefined) return undefined;
    const expected = this.markers.get(key);
    const establish = (): void => void node.run((client) => this.establish(client, node)).catch(() => undefined);
    if (expected === undefined) {
      establish();
      return undefined;
    }
    return {
      key,
      compare: (found) => {
        if (found === expected || this.markers.get(key) !== expected) return;
        this.note(key);
        establish();
      },
    };
  }

  /** Creates the marker if there is none, and compares it with the value that this process knows. */
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
      // The next connection or the next claim calls this method again.
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
    const consequence = 'writes that were executed before may be executed again when their calls are repeated';
    this.logger.error(`Redis has lost idempotency records (${cause}): ${consequence}`);
    if (this.refusesWrites) this.refusesUntilMs = performance.now() + REFUSAL_MS;
  }
}
