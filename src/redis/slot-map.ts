import calculateSlot from 'cluster-key-slot';
import type { RedisClient } from './redis-client.js';
import type { RedisEndpoint } from './redis-address.js';

export const SLOTS = 16_384;

/** The slots from `first` to `last`, and the primary that holds them. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly primary: RedisEndpoint;
}

export const slotOf = (key: string): number => calculateSlot(key);

/** Asks a node which primary holds which slots. `CLUSTER SLOTS` is older than `CLUSTER SHARDS` and known to every version. */
export async function readSlotRanges(client: RedisClient, asked: RedisEndpoint): Promise<SlotRange[]> {
  const reply = await client.sendCommand<unknown[][]>(['CLUSTER', 'SLOTS']);
  return reply.map(([first, last, primary]) => ({
    first: Number(first),
    last: Number(last),
    primary: endpointOf(primary as unknown[], asked),
  }));
}

/** A node that does not know its own address, or may not tell it, stands for the address that it was asked at. */
function endpointOf([host, port]: unknown[], asked: RedisEndpoint): RedisEndpoint {
  const isKnown = typeof host === 'string' && host !== '' && host !== '?';
  return { host: isKnown ? host : asked.host, port: Number(port) };
}

/** Returns the smallest number that is, as a hash tag, in one of the slots. */
export function tagWithin(isInside: (slot: number) => boolean): string | undefined {
  for (let number = 0; number < 20 * SLOTS; number += 1) if (isInside(slotOf(String(number)))) return String(number);
  return undefined;
}
