import type { RedisClient } from '../client/redis-client.js';
import type { RedisEndpoint } from '../url/redis-url.js';
import { isErrorReply } from '../errors/redis-error.js';

/** The replicas of a server. */
export interface ReplicationInfo {
  /** Identifies the data set of this primary. A promoted replica gets a new id. */
  readonly id: string;
  /** The replicas that receive the replication stream. */
  readonly replicas: readonly RedisEndpoint[];
}

const REPLICA = /^slave\d+:ip=([^,]*),port=(\d+),state=online\b/gm;

/** Reads `INFO replication`; undefined if the command is forbidden. */
export async function readReplicationInfo(client: RedisClient): Promise<ReplicationInfo | undefined> {
  try {
    const text = String(await client.sendCommand(['INFO', 'replication']));
    const [, id] = /^master_replid:(\w+)/m.exec(text) ?? [];
    if (id === undefined) return undefined;
    const replicas = [...text.matchAll(REPLICA)].map(([, host = '', port]) => ({ host, port: Number(port) }));
    return { id, replicas };
  } catch (error) {
    if (isErrorReply(error)) return undefined;
    throw error;
  }
}
