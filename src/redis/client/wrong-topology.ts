import type { RedisUrl, RedisTopologyName } from '../url/redis-url.js';
import type { RedisClient } from './redis-client.js';
import { codeOf, isErrorReply } from '../errors/redis-error.js';

/** The server belongs to another topology than the scheme of `REDIS_URL`. */
export class WrongTopology extends Error {
  override readonly name = 'WrongTopology';
}

const DESCRIPTIONS: Readonly<Record<RedisTopologyName, string>> = {
  standalone: 'a standalone Redis server',
  sentinel: 'a Sentinel',
  cluster: 'a node of a Redis Cluster',
};

/** Redis reports `redis_mode`, Valkey 8 `server_mode`. */
const MODE = /^(?:redis|server)_mode:(\w+)/m;

/** Returns the mode of a server; undefined if `INFO` is forbidden, as on some managed services. */
async function modeOf(client: RedisClient): Promise<RedisTopologyName | undefined> {
  const reply = await permitted(client.sendCommand(['INFO', 'server']));
  const mode = typeof reply === 'string' ? MODE.exec(reply)?.[1] : undefined;
  return mode === 'standalone' || mode === 'sentinel' || mode === 'cluster' ? mode : undefined;
}

/** Checks the mode of a server. @throws WrongTopology if it differs from the expected mode */
export async function expectMode(
  client: RedisClient,
  expected: RedisTopologyName,
  { tls, topology }: RedisUrl,
): Promise<void> {
  const found = await modeOf(client);
  if (found === undefined || found === expected) return;
  const scheme = (name: RedisTopologyName): string => `redis${tls ? 's' : ''}${SUFFIXES[name]}://`;
  const primaries = found === 'sentinel' ? await primariesOf(client) : [];
  const known = primaries.length > 0 ? `; its primaries: ${primaries.join(', ')}` : '';
  throw new WrongTopology(
    `leads to ${DESCRIPTIONS[found]}: use ${scheme(found)}${SYNTAX[found]} instead of ${scheme(topology)}${known}`,
  );
}

const SUFFIXES: Readonly<Record<RedisTopologyName, string>> = {
  standalone: '',
  sentinel: '-sentinel',
  cluster: '-cluster',
};

const SYNTAX: Readonly<Record<RedisTopologyName, string>> = {
  standalone: 'HOST',
  sentinel: 'HOST,HOST/NAME',
  cluster: 'HOST,HOST',
};

/** Returns the role by `ROLE`: `master`, `slave` or `sentinel`; undefined if the command is forbidden. */
export async function roleOf(client: RedisClient): Promise<string | undefined> {
  const reply = await permitted(client.sendCommand(['ROLE']));
  return Array.isArray(reply) && typeof reply[0] === 'string' ? reply[0] : undefined;
}

async function primariesOf(client: RedisClient): Promise<string[]> {
  const reply = await permitted(client.sendCommand(['ROLE']));
  return Array.isArray(reply) && Array.isArray(reply[1]) ? reply[1].map(String) : [];
}

/** Returns the reply, or undefined if the command is not permitted. */
async function permitted(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    if (isErrorReply(error) && ['NOPERM', 'ERR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
