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
  const { address, keyPrefix, timeoutMs, connectTimeoutMs } = config;
  if (!address) throw new Error('REDIS_URL is not set');
  const connector = new RedisConnector({ ...config, address });
  const options = { address, connector, keyPrefix, timeoutMs, connectTimeoutMs, onReady };
  const [server] = address.endpoints;
  switch (address.topology) {
    case 'standalone':
      return new SingleTopology({ ...options, resolve: async () => server, label: 'Redis' });
    case 'sentinel':
      return new SentinelTopology({ ...options, primaryName: address.primaryName ?? '' });
    case 'cluster':
      return new ClusterTopology(options);
  }
}
