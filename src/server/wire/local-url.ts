import { AddressInfo } from 'node:net';

/** Returns the URL at which a server is reached from the same machine. */
export function localUrl({ host, port }: { readonly host: string; readonly port: number }, isOverTls: boolean): string {
  const name = ['0.0.0.0', '::', ''].includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${isOverTls ? 'https' : 'http'}://${name}:${port}`;
}

/** Returns the port of a listening server, which the system chooses for port 0. */
export const portOf = (address: AddressInfo | string | null, configured: number): number =>
  typeof address === 'object' && address !== null ? address.port : configured;
