import { Server } from 'node:http';
import { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
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
    const origin = originOf(socket);
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

/** Whom connections count for: an IPv4 address, or the network of 64 bits that one IPv6 customer gets. */
function originOf({ remoteAddress = '' }: Socket): string {
  if (!ipaddr.isValid(remoteAddress)) return remoteAddress;
  const address = ipaddr.process(remoteAddress);
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).parts.slice(0, 4).join(':') : address.toString();
}
