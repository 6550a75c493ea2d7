import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';

/**
 * Ports below the range that Linux and macOS assign to connections and to `listen(0)`. The system assigns them to no other
 * process, so a free port stays free until it is used.
 */
const RANGE = [10_000, 32_000] as const;

/** Returns the wanted port of 127.0.0.1 if it is free, otherwise any free port. */
export async function freePort(wanted = randomInt(...RANGE)): Promise<number> {
  const server = createServer();
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
