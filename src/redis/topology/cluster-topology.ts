import { Logger } from '@nestjs/common';
import { NotPrimary } from '../client/not-primary.js';
import type { RedisEndpoint } from '../url/redis-url.js';
import type { Redirect } from '../errors/redis-error.js';
import { RedisNode } from '../node/redis-node.js';
import { RedisTopology, RedisTopologyOptions } from './redis-topology.js';
import { readReplicaState } from '../replication/replica-state.js';
import { readSlotRanges, SlotRange, slotOf, SLOTS, tagWithin } from './slot-map.js';
import { withTimeout } from '../client/with-timeout.js';
import { expectMode, roleOf, WrongTopology } from '../client/wrong-topology.js';

/** Interval for reading the slot map. A resharding is noticed within this time, even without a redirect. */
const REFRESH_INTERVAL_MS = 5_000;
/** Interval while a primary is unusable, because another one may have replaced it. */
const REFRESH_INTERVAL_WHILE_UNUSABLE_MS = 200;
const NODE_TIMEOUT_MS = 500;

/** The primaries of a Redis Cluster: one node, one connection and one breaker each. */
export class ClusterTopology extends RedisTopology {
  private slots: (RedisNode | undefined)[] = [];
  private readonly logger = new Logger('Redis');
  private readonly byEndpoint = new Map<string, RedisNode>();
  private readonly tags = new Map<RedisNode, string | undefined>();
  private refreshing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isOpen = false;
  private isClosed = false;

  constructor(private readonly options: RedisTopologyOptions) {
    super();
  }

  override get nodes(): readonly RedisNode[] {
    return [...this.byEndpoint.values()];
  }

  override async open(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      if (error instanceof WrongTopology) throw error;
      const { message } = error as Error;
      this.logger.warn(`No node of the Redis Cluster is usable; retrying: ${message}`);
    }
    this.isOpen = true;
    await Promise.all(this.nodes.map((node) => node.open()));
    this.schedule();
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  override nodeOf(key: string | undefined): RedisNode | undefined {
    return key === undefined ? this.nodes[0] : this.slots[slotOf(key)];
  }

  override keyOn(node: RedisNode, name: string): string | undefined {
    if (!this.tags.has(node))
      this.tags.set(
        node,
        tagWithin((slot) => this.slots[slot] === node),
      );
    const tag = this.tags.get(node);
    return tag === undefined ? undefined : `${this.options.keyPrefix}${name}:{${tag}}`;
  }

  override async follow({ kind, slot, host, port }: Redirect, from: RedisNode): Promise<RedisNode | undefined> {
    const node = this.nodeAt({ host: host || (from.endpoint?.host ?? ''), port });
    if (kind === 'MOVED') {
      this.slots[slot] = node;
      this.refreshSoon();
    }
    if (!node.isReady) await withTimeout(node.whenOpened(), this.options.timeoutMs).catch(() => undefined);
    return node;
  }

  private nodeAt(endpoint: RedisEndpoint): RedisNode {
    const name = nameOf(endpoint);
    const known = this.byEndpoint.get(name);
    if (known) return known;
    const node: RedisNode = new RedisNode({
      ...this.options,
      label: `Redis Cluster node ${name}`,
      create: (at) => this.options.connector.create(at),
      resolve: async () => endpoint,
      verify: async (client) => {
        await expectMode(client, 'cluster', this.options.connector.address);
        if ((await roleOf(client)) === 'slave') throw new NotPrimary(endpoint);
      },
      probeKey: () => this.keyOn(node, 'probe'),
      recordKey: () => this.keyOn(node, 'replicas'),
      isStillPrimary: () => this.isStillPrimary(node),
      stateOf: (replica) => readReplicaState(this.options.connector, replica),
      hasSlotMap: true,
      onUnusable: () => this.refreshSoon(),
    });
    this.byEndpoint.set(name, node);
    if (this.isOpen) node.open().catch(() => undefined);
    return node;
  }

  private refreshSoon(): void {
    if (!this.refreshing) this.schedule(0);
  }

  private schedule(delayMs = this.hasUnusableNode ? REFRESH_INTERVAL_WHILE_UNUSABLE_MS : REFRESH_INTERVAL_MS): void {
    clearTimeout(this.timer);
    if (this.isClosed) return;
    const refresh = (): Promise<void> => this.refresh().catch(() => undefined);
    this.timer = setTimeout(() => void refresh().finally(() => this.schedule()), delayMs).unref();
  }

  private get hasUnusableNode(): boolean {
    return this.byEndpoint.size === 0 || this.nodes.some((node) => !node.isReady);
  }

  /** Returns whether the other nodes still name this node as the primary of some slots. */
  private async isStillPrimary(node: RedisNode): Promise<boolean> {
    await this.refreshing?.catch(() => undefined);
    await this.refresh(node);
    return this.nodes.includes(node);
  }

  private refresh(suspect?: RedisNode): Promise<void> {
    return (this.refreshing ??= this.readMap(suspect)
      .then((ranges) => this.apply(ranges))
      .finally(() => (this.refreshing = undefined)));
  }

  /**
   * Reads the slot map from a connected node, otherwise from a node in `REDIS_URL`.
   *
   * @throws the last error if no node replies
   */
  private async readMap(suspect?: RedisNode): Promise<SlotRange[]> {
    for (const node of shuffled(this.nodes.filter((one) => one.isReady && one !== suspect))) {
      const { endpoint } = node;
      if (!endpoint) continue;
      const ranges = await node.run((client) => readSlotRanges(client, endpoint)).catch(() => []);
      if (ranges.length > 0) return ranges;
    }
    let failure: unknown = new Error('The cluster has no slots');
    for (const endpoint of this.options.connector.address.endpoints) {
      try {
        const ranges = await withTimeout(this.readMapFrom(endpoint), NODE_TIMEOUT_MS);
        if (ranges.length > 0) return ranges;
      } catch (error) {
        failure = error;
        if (error instanceof WrongTopology) throw error;
      }
    }
    throw failure;
  }

  private async readMapFrom(endpoint: RedisEndpoint): Promise<SlotRange[]> {
    const { client, destroy } = await this.options.connector.create(endpoint);
    const timer = setTimeout(destroy, NODE_TIMEOUT_MS);
    try {
      await client.connect();
      await expectMode(client, 'cluster', this.options.connector.address);
      return await readSlotRanges(client, endpoint);
    } finally {
      clearTimeout(timer);
      destroy();
    }
  }

  private apply(ranges: readonly SlotRange[]): void {
    if (this.isClosed) return;
    const slots = new Array<RedisNode | undefined>(SLOTS).fill(undefined);
    for (const { first, last, primary } of ranges) slots.fill(this.nodeAt(primary), first, last + 1);
    this.slots = slots;
    this.tags.clear();
    const used = new Set(slots);
    for (const [name, node] of this.byEndpoint) {
      if (used.has(node)) continue;
      this.byEndpoint.delete(name);
      void node.close();
    }
  }
}

const nameOf = ({ host, port }: RedisEndpoint): string => `${host}:${port}`;

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}
