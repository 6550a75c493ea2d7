import { hours } from '../../time/durations.js';
import type { RedisEndpoint } from '../url/redis-url.js';
import type { RedisClient } from '../client/redis-client.js';

/** Lifetime of the record. Longer than a process is without a connection. */
const TTL_MS = hours(24);

/**
 * Record of a primary's replicas, stored on the primary itself. A process that starts during a failover can connect to the old
 * primary, which has lost its replicas. The record shows how many replicas must acknowledge a write.
 */
export interface ReplicaRecord {
  /**
   * The replication id of the primary. A promoted replica has a copy of the old primary's record, but another replication id,
   * so the copy is ignored.
   */
  readonly id: string;
  /** The number of replicas that acknowledge each write. */
  readonly required: number;
  readonly replicas: readonly RedisEndpoint[];
}

/** Returns the record of the primary with this replication id, if there is one. */
export async function readReplicaRecord(
  client: RedisClient,
  key: string,
  id: string,
): Promise<ReplicaRecord | undefined> {
  try {
    const record = JSON.parse((await client.get(key)) ?? 'null') as ReplicaRecord | null;
    const isValid = Number.isInteger(record?.required) && Array.isArray(record?.replicas);
    return record && isValid && record.id === id ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Stores the record. Ignores a failure: the next process then starts without the record. */
export async function writeReplicaRecord(client: RedisClient, key: string, record: ReplicaRecord): Promise<void> {
  await client.set(key, JSON.stringify(record), { PX: TTL_MS }).catch(() => undefined);
}
