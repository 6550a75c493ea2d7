import { ClusterTopology } from './cluster-topology.js';
import type { RedisClient } from './redis-client.js';
import { RedisConnector } from './redis-connector.js';
import type { RedisNode } from './redis-node.js';
import type { RedisTopology } from './redis-topology.js';
import type { RedisConfig } from './redis.config.js';
import { SentinelTopology } from './sentinel-topology.js';
import { SingleTopology } from './single-topology.js';

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
