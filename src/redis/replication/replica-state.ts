import type { RedisEndpoint } from '../url/redis-url.js';
import type { RedisConnector } from '../client/redis-connector.js';
import { isErrorReply } from '../errors/redis-error.js';
import { withTimeout } from '../client/with-timeout.js';
import { roleOf } from '../client/wrong-topology.js';

const TIMEOUT_MS = 300;

/** Current state of a server that was a replica. `down`: no process listens. `silent`: no reply in time. */
export type ReplicaState = 'replica' | 'primary' | 'down' | 'silent';

/** Reads the state of a server over a separate connection. */
export async function readReplicaState(connector: RedisConnector, endpoint: RedisEndpoint): Promise<ReplicaState> {
  const { client, destroy } = await connector.create(endpoint);
  try {
    return await withTimeout(
      client.connect().then(async () => ((await roleOf(client)) === 'master' ? 'primary' : 'replica')),
      TIMEOUT_MS,
    );
  } catch (error) {
    // A server that is loading its data replies with an error. It is not a primary yet.
    if (isErrorReply(error) || (error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return 'down';
    return 'silent';
  } finally {
    destroy();
  }
}
