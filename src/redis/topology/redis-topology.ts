import type { RedisClient } from '../client/redis-client.js';
import type { RedisConnector } from '../client/redis-connector.js';
import type { Redirect } from '../errors/redis-error.js';
import type { RedisNode } from '../node/redis-node.js';

export interface RedisTopologyOptions {
  readonly connector: RedisConnector;
  readonly keyPrefix: string;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Called for each connection that becomes usable. */
  readonly onReady: (client: RedisClient, node: RedisNode) => void;
}

/** Finds the primary that stores a key, and follows failovers and reshardings. */
export abstract class RedisTopology {
  /** All known primaries. */
  abstract get nodes(): readonly RedisNode[];

  /** Resolves when the first attempt to connect has succeeded or failed. @throws WrongTopology */
  abstract open(): Promise<void>;

  abstract close(): Promise<void>;

  /** Returns the primary that stores a key. @param key undefined: any primary */
  abstract nodeOf(key: string | undefined): RedisNode | undefined;

  /** Returns a key with this name that the given node stores. The key is the same in every process. */
  abstract keyOn(node: RedisNode, name: string): string | undefined;

  /** Returns the target node of a redirect; undefined if this topology has no redirects. */
  abstract follow(redirect: Redirect, from: RedisNode): Promise<RedisNode | undefined>;
}
