import { NotPrimary } from './not-primary.js';
import type { RedisAddress, RedisEndpoint } from './redis-address.js';
import { RedisNode } from './redis-node.js';
import { RedisTopology, RedisTopologyOptions } from './redis-topology.js';
import { expectMode, roleOf } from './wrong-topology.js';

interface SingleTopologyOptions extends RedisTopologyOptions {
  readonly address: RedisAddress;
  /** Finds the primary, for each connection anew. */
  readonly resolve: () => Promise<RedisEndpoint>;
  readonly label: string;
}

/** One primary that holds every key. Its address may change between two connections. */
export class SingleTopology extends RedisTopology {
  protected readonly node: RedisNode;
  private readonly keyPrefix: string;

  constructor(options: SingleTopologyOptions) {
    super();
    const { address, keyPrefix } = options;
    this.node = new RedisNode({
      ...options,
      create: (endpoint) => options.connector.create(endpoint),
      probeKey: () => `${keyPrefix}probe`,
      hasSlotMap: false,
      onTrouble: () => undefined,
      verify: async (client, endpoint) => {
        await expectMode(client, 'standalone', address);
        if ((await roleOf(client)) === 'slave') throw new NotPrimary(endpoint);
        if (address.database !== 0) await client.select(address.database);
      },
    });
    this.keyPrefix = keyPrefix;
  }

  override get nodes(): readonly RedisNode[] {
    return [this.node];
  }

  override open(): Promise<void> {
    return this.node.open();
  }

  override close(): Promise<void> {
    return this.node.close();
  }

  override nodeOf(): RedisNode {
    return this.node;
  }

  override keyOn(_: RedisNode, name: string): string {
    return this.keyPrefix + name;
  }

  override async follow(): Promise<undefined> {
    return undefined;
  }
}
