import { Server } from 'node:http';
import { Socket } from 'node:net';
import { networkOf } from '../../config/ip-network.js';
import { ServerConfig } from './server.config.js';

/** Which limit a connection was over. */
export type ConnectionLimit = 'all' | 'address';

/**
 * Closes connections over the limits at once, before a byte is read or a handshake done.
 *
 * @param tellRefused called for each
 */
export function limitConnections(
  server: Server,
  { maxConnections = Infinity, maxConnectionsPerAddress = Infinity }: ServerConfig,
  tellRefused: (limit: ConnectionLimit) => void,
): void {
  if (maxConnections === Infinity && maxConnectionsPerAddress === Infinity) return;
  let open = 0;
  const openByOrigin = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const origin = networkOf(socket.remoteAddress ?? '');
    const ofOrigin = openByOrigin.get(origin) ?? 0;
    const limit = open >= maxConnections ? 'all' : ofOrigin >= maxConnectionsPerAddress ? 'address' : undefined;
    if (limit !== undefined) {
      tellRefused(limit);
      return void socket.destroy();
    }
    open += 1;
    openByOrigin.set(origin, ofOrigin + 1);
    socket.once('close', () => {
      open -= 1;
      const left = (openByOrigin.get(origin) ?? 1) - 1;
      if (left === 0) openByOrigin.delete(origin);
      else openByOrigin.set(origin, left);
    });
  });
}
