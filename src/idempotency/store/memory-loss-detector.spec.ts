import { Logger } from '@nestjs/common';
import { Metrics } from '../../observability/metrics/metrics.js';
import type { RedisClient } from '../../redis/client/redis-client.js';
import type { RedisNode } from '../../redis/node/redis-node.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { MemoryLossDetector } from './memory-loss-detector.js';

describe('MemoryLossDetector', () => {
  let stored: Map<string, string>;
  let losses: number;
  /** The name of the marker on the node. It changes when slots move. */
  let markerKey: string;
  let detector: MemoryLossDetector;

  const client = {
    set: async (key: string, value: string) => void (stored.has(key) || stored.set(key, value)),
    get: async (key: string) => stored.get(key) ?? null,
  } as unknown as RedisClient;
  const node = { run: async (operation: (one: RedisClient) => Promise<void>) => operation(client) } as RedisNode;
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  /** Reads the marker as a claim does. @returns whether there was a marker to read */
  async function claim(): Promise<boolean> {
    const check = detector.check(node);
    check?.compare(stored.get(check.key) ?? null);
    await settled();
    return check !== undefined;
  }

  beforeEach(async () => {
    Logger.overrideLogger(false);
    [stored, losses, markerKey] = [new Map(), 0, 'marker:{1}'];
    const connection = { isConfigured: true, whenReady: () => undefined, keyOn: () => markerKey };
    const metrics = { memoryLost: { inc: () => (losses += 1) } };
    detector = new MemoryLossDetector(connection as unknown as RedisConnection, metrics as unknown as Metrics, false);
    await claim();
  });

  afterEach(() => detector.onApplicationShutdown());

  it('reports nothing while the marker exists', async () => {
    expect(await claim()).toBe(true);
    expect(losses).toBe(0);
  });

  it('reports each loss once', async () => {
    stored.clear();
    await claim();
    await claim();
    expect(losses).toBe(1);
    stored.clear();
    await claim();
    expect(losses).toBe(2);
  });

  it('detects a loss after the slots of a cluster moved, and does not report the move as a loss', async () => {
    markerKey = 'marker:{2}';
    expect(await claim()).toBe(false);
    expect(await claim()).toBe(true);
    expect(losses).toBe(0);
    stored.clear();
    await claim();
    expect(losses).toBe(1);
  });
});
