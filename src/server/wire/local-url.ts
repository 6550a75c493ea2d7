import { AddressInfo } from 'node:net';

/** Returns the URL at which a server is reached from the same machine. */
export function localUrl({ host, port }: { readonly host: string; readonly port: number }, isOverTls: boolean): string {
  const name = ['0.0.0.0', '::', ''].includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${isOverTls ? 'https' : 'http'}://${name}:${port}`;
}

/**
 * Returns the port that a server listens on. For port 0, the system chooses it.
 *
 * @param configured returned for a Unix socket, or before the server listens
 */
export const portOf = (address: AddressInfo | string | null, configured: number): number =>
  typeof address === 'object' && address !== null ? address.port : configured;
