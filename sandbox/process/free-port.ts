import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';

/**
 * Ports below the range that Linux and macOS assign to connections and to `listen(0)`. The system assigns them to no other
 * process, so a free port stays free until it is used.
 */
const [FIRST, LAST] = [10_000, 32_000];

let latest = randomInt(FIRST, LAST);

/** Returns another port each time, because an earlier one may be reserved for a server that does not listen yet. */
const nextPort = (): number => (latest = latest < LAST ? latest + 1 : FIRST);

/** Returns the wanted port of 127.0.0.1 if it is free, otherwise any free port. */
export async function freePort(wanted = nextPort()): Promise<number> {
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
