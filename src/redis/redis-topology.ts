import type { RedisClient } from './redis-client.js';
import type { RedisConnector } from './redis-connector.js';
import type { Redirect } from './redis-error.js';
import type { RedisNode } from './redis-node.js';

export interface RedisTopologyOptions {
  readonly connector: RedisConnector;
  readonly keyPrefix: string;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Called for each connection that becomes usable. */
  readonly onReady: (client: RedisClient, node: RedisNode) => void;
}

/** Finds the primary that holds a key, and keeps finding it while primaries change. */
export abstract class RedisTopology {
  /** Every primary that is known. */
  abstract get nodes(): readonly RedisNode[];

  /** Resolves when the first attempt to connect has succeeded or failed. @throws WrongTopology */
  abstract open(): Promise<void>;

  abstract close(): Promise<void>;

  /** @param key undefined: any primary will do */
  abstract nodeOf(key: string | undefined): RedisNode | undefined;

  /** Returns a key with this name that is on the given node, the same in every process. */
  abstract keyOn(node: RedisNode, name: string): string | undefined;

  /** Returns the node that a redirect leads to; undefined where this topology has none. */
  abstract follow(redirect: Redirect, from: RedisNode): Promise<RedisNode | undefined>;
}
