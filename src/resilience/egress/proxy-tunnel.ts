import { Socket } from 'node:net';
import { describeProxy, ProxyServer } from './proxy-server.js';

const MAX_HEAD_BYTES = 16_384;
const END_OF_HEAD = '\r\n\r\n';

/** A proxy rejected a request or sent no valid response to CONNECT. Nothing has reached the upstream. */
export class ProxyRejection extends Error {
  constructor(proxy: ProxyServer, reason: string) {
    super(`Proxy ${describeProxy(proxy)} ${reason}`);
    this.name = 'ProxyRejection';
  }
}

interface Tunnel {
  readonly target: { readonly host: string; readonly port: number };
  readonly proxy: ProxyServer;
}

/**
 * Opens a tunnel to a target through a proxy (CONNECT, RFC 9110 §9.3.6).
 *
 * @throws ProxyRejection, or the error of the socket
 */
export function openTunnel(socket: Socket, { target, proxy }: Tunnel): Promise<void> {
  const authority = describeProxy({ ...target, isSecure: true });
  const authorization = proxy.authorization === undefined ? [] : [`Proxy-Authorization: ${proxy.authorization}`];
  socket.write([`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...authorization, '', ''].join('\r\n'));
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const onReadable = (): void => {
      for (let piece = socket.read() as Buffer | null; piece !== null; piece = socket.read() as Buffer | null) {
        head = Buffer.concat([head, piece]);
        const end = head.indexOf(END_OF_HEAD);
        if (end >= 0) return settle(end + END_OF_HEAD.length);
        if (head.length > MAX_HEAD_BYTES) return fail(new ProxyRejection(proxy, 'sent no HTTP response to CONNECT'));
      }
    };
    const settle = (end: number): void => {
      const status = /^HTTP\/1\.\d (\d{3})/.exec(head.toString('latin1', 0, end))?.[1];
      if (status === undefined) return fail(new ProxyRejection(proxy, 'sent no HTTP response to CONNECT'));
      if (!status.startsWith('2'))
        return fail(new ProxyRejection(proxy, `responded ${status} to CONNECT ${authority}`));
      release();
      if (head.length > end) socket.unshift(head.subarray(end));
      resolve();
    };
    const onClose = (): void =>
      fail(new ProxyRejection(proxy, `closed the connection before it responded to CONNECT ${authority}`));
    const fail = (error: Error): void => {
      release();
      socket.destroy();
      reject(error);
    };
    const release = (): void => {
      socket.off('readable', onReadable).off('error', fail).off('close', onClose).off('end', onClose);
    };
    socket.on('readable', onReadable).on('error', fail).on('close', onClose).on('end', onClose);
  });
}
