import calculateSlot from 'cluster-key-slot';
import type { RedisClient } from '../client/redis-client.js';
import type { RedisEndpoint } from '../url/redis-url.js';

export const SLOTS = 16_384;

/** The slots from `first` to `last`, and the primary that serves them. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly primary: RedisEndpoint;
}

export const slotOf = (key: string): number => calculateSlot(key);

/** Reads the slot map from a node. Every version supports `CLUSTER SLOTS`, unlike `CLUSTER SHARDS`. */
export async function readSlotRanges(client: RedisClient, queriedNode: RedisEndpoint): Promise<SlotRange[]> {
  const reply = await client.sendCommand<unknown[][]>(['CLUSTER', 'SLOTS']);
  return reply.map(([first, last, primary]) => ({
    first: Number(first),
    last: Number(last),
    primary: endpointOf(primary as unknown[], queriedNode),
  }));
}

/** Returns the endpoint of a node. A node without an address in the reply is the queried node. */
function endpointOf([host, port]: unknown[], queriedNode: RedisEndpoint): RedisEndpoint {
  const isKnown = typeof host === 'string' && host !== '' && host !== '?';
  return { host: isKnown ? host : queriedNode.host, port: Number(port) };
}

/** Returns the smallest number that, as a hash tag, belongs to one of the wanted slots. */
export function tagWithin(isInside: (slot: number) => boolean): string | undefined {
  for (let number = 0; number < 20 * SLOTS; number += 1) if (isInside(slotOf(String(number)))) return String(number);
  return undefined;
}
