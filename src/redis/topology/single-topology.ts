import { NotPrimary } from '../client/not-primary.js';
import type { RedisEndpoint } from '../url/redis-url.js';
import { RedisNode } from '../node/redis-node.js';
import { RedisTopology, RedisTopologyOptions } from './redis-topology.js';
import { readReplicaState } from '../replication/replica-state.js';
import { readReplicationInfo } from '../replication/replication-info.js';
import { withTimeout } from '../client/with-timeout.js';
import { expectMode, roleOf } from '../client/wrong-topology.js';

const NEW_CONNECTION_LIMIT_MS = 500;

interface SingleTopologyOptions extends RedisTopologyOptions {
  /** Finds the primary. Called for each connection. */
  readonly resolve: () => Promise<RedisEndpoint>;
  readonly label: string;
}

/** One primary that stores all keys. Its address can change between two connections. */
export class SingleTopology extends RedisTopology {
  protected readonly node: RedisNode;
  private readonly keyPrefix: string;

  constructor(private readonly options: SingleTopologyOptions) {
    super();
    const { keyPrefix, connector } = options;
    this.node = new RedisNode({
      ...options,
      create: (endpoint) => connector.create(endpoint),
      probeKey: () => `${keyPrefix}probe`,
      recordKey: () => `${keyPrefix}replicas`,
      isStillPrimary: (_, id) => this.isStillPrimary(id),
      stateOf: (replica) => readReplicaState(connector, replica),
      hasSlotMap: false,
      onUnusable: () => undefined,
      verify: async (client, endpoint) => {
        const { address } = connector;
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

  /** Returns whether a new connection leads to the same server as the open one. */
  protected async isStillPrimary(replicationId: string): Promise<boolean> {
    const { connector, resolve } = this.options;
    const { client, destroy } = await connector.create(await resolve());
    try {
      const connected = client.connect().then(() => readReplicationInfo(client));
      const info = await withTimeout(connected, NEW_CONNECTION_LIMIT_MS);
      const hasMoved = info !== undefined && info.id !== replicationId;
      if (hasMoved) this.node.reconnect('The address leads to another server');
      return !hasMoved;
    } finally {
      destroy();
    }
  }
}
