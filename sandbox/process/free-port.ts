import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';

/** Returns the wanted port of 127.0.0.1 if it is free, otherwise any free port. */
export async function freePort(wanted = 0): Promise<number> {
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
