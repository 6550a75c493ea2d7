import { ClusterTopology } from './topology/cluster-topology.js';
import type { RedisClient } from './client/redis-client.js';
import { RedisConnector } from './client/redis-connector.js';
import type { RedisNode } from './node/redis-node.js';
import type { RedisTopology } from './topology/redis-topology.js';
import type { RedisConfig } from './redis.config.js';
import { SentinelTopology } from './topology/sentinel-topology.js';
import { SingleTopology } from './topology/single-topology.js';

/** Creates the topology for `REDIS_URL`, not yet open. Loads the Redis client, so import it only if Redis is configured. */
export function createTopology(
  config: RedisConfig,
  onReady: (client: RedisClient, node: RedisNode) => void,
): RedisTopology {
  const { keyPrefix, timeoutMs, connectTimeoutMs } = config;
  const connector = new RedisConnector(config);
  const options = { connector, keyPrefix, timeoutMs, connectTimeoutMs, onReady };
  switch (connector.address.topology) {
    case 'standalone':
      return new SingleTopology({ ...options, resolve: async () => connector.address.endpoints[0], label: 'Redis' });
    case 'sentinel':
      return new SentinelTopology(options);
    case 'cluster':
      return new ClusterTopology(options);
  }
}
