import { Server } from 'node:http';
import { Socket } from 'node:net';
import { networkOf } from '../../config/values/ip-network.js';
import { ServerConfig } from './server.config.js';

/** The limit that a connection exceeded. */
export type ConnectionLimit = 'all' | 'address';

/**
 * Closes connections over the limits before reading a byte or starting a handshake.
 *
 * @param onRejected called for each connection that is closed
 */
export function limitConnections(
  server: Server,
  { maxConnections = Infinity, maxConnectionsPerAddress = Infinity }: ServerConfig,
  onRejected: (limit: ConnectionLimit) => void,
): void {
  if (maxConnections === Infinity && maxConnectionsPerAddress === Infinity) return;
  let open = 0;
  const openByOrigin = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const origin = networkOf(socket.remoteAddress ?? '');
    const ofOrigin = openByOrigin.get(origin) ?? 0;
    const limit = open >= maxConnections ? 'all' : ofOrigin >= maxConnectionsPerAddress ? 'address' : undefined;
    if (limit !== undefined) {
      onRejected(limit);
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
