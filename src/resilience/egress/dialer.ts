import { connect as connectTcp, isIP, LookupFunction, Socket } from 'node:net';
import { connect as connectTls, ConnectionOptions } from 'node:tls';
import { seconds } from '../../time/durations.js';
import { ClientTls } from './client-tls.js';
import { proxyFor, ProxyConfig } from './proxy.config.js';
import { ProxyServer, withoutBrackets } from './proxy-server.js';
import { openTunnel } from './proxy-tunnel.js';

export interface DialerOptions {
  readonly proxies?: ProxyConfig;
  readonly tls?: ClientTls;
  /** Resolves the host name of the upstream, or rejects it. Default: `dns.lookup`, which uses the system's resolver each time */
  readonly lookup?: LookupFunction;
}

/** Describes how to connect to an origin. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly proxy?: ProxyServer;
}

const KEEP_ALIVE_PROBE_MS = seconds(60);

/** Opens connections to one upstream: directly or through a proxy, with TLS or without. */
export class Dialer {
  /** TLS sessions that shorten the next handshake, by host and port. */
  private readonly sessions = new Map<string, Buffer>();

  constructor(private readonly options: DialerOptions = {}) {
    options.tls?.onChange(() => this.sessions.clear());
  }

  /** Calls `notify` after each change of the TLS files. New connections use the new files, open connections do not. */
  onChange(notify: () => void): void {
    this.options.tls?.onChange(notify);
  }

  /** @throws TypeError if `origin` is not a URL */
  route(origin: string): Route {
    const { protocol, hostname, port } = new URL(origin);
    const isSecure = protocol === 'https:';
    const target = { host: withoutBrackets(hostname), port: Number(port) || (isSecure ? 443 : 80), isSecure };
    const proxy = this.options.proxies && proxyFor(this.options.proxies, target);
    return { ...target, ...(proxy && { proxy }) };
  }

  /**
   * Opens a connection.
   *
   * @param onSocket called with each socket as soon as it exists. Behind a proxy, a TLS socket can follow the socket to the
   * proxy. Destroying the latest socket ends the attempt
   * @throws Error of the system, of the TLS handshake or of the proxy
   */
  async dial({ proxy, ...target }: Route, onSocket: (socket: Socket) => void): Promise<Socket> {
    const { lookup } = this.options;
    if (!proxy) return this.open({ ...target, lookup }, onSocket);
    if (lookup) await checkName(target.host, lookup);
    const socket = await this.open(proxy, onSocket, {});
    if (!target.isSecure) return socket;
    await openTunnel(socket, { target, proxy });
    return this.open(target, onSocket, this.tlsOptions(), socket);
  }

  private async open(
    { host, port, isSecure, lookup }: Omit<Route, 'proxy'> & { readonly lookup?: LookupFunction | undefined },
    onSocket: (socket: Socket) => void,
    tls: ConnectionOptions = this.tlsOptions(),
    over?: Socket,
  ): Promise<Socket> {
    // Happy eyeballs (RFC 8305): if an address does not respond within 250 ms, the next one is tried as well.
    const address = { host, port, autoSelectFamily: true, noDelay: true, ...(lookup && { lookup }) };
    const keepAlive = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS };
    if (!isSecure) {
      const socket = connectTcp({ ...address, ...keepAlive });
      onSocket(socket);
      return established(socket, 'connect');
    }
    const key = `${host}:${port}`;
    const session = this.sessions.get(key);
    const socket = connectTls({
      ...address,
      ...(over && { socket: over }),
      ...tls,
      // SNI does not allow an IP address (RFC 6066 §3).
      servername: isIP(host) === 0 ? host : '',
      ALPNProtocols: ['http/1.1'],
      ...(session && { session }),
    });
    socket.on('session', (latest: Buffer) => this.sessions.set(key, latest));
    if (!over) socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
    onSocket(socket);
    return established(socket, 'secureConnect');
  }

  private tlsOptions(): ConnectionOptions {
    const { tls } = this.options;
    return tls?.context ? { secureContext: tls.context } : {};
  }
}

/** Rejects with the error of `lookup`, for example for a private address. Accepts a name that only the proxy can resolve. */
function checkName(host: string, lookup: LookupFunction): Promise<void> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error) => {
      if (error && !UNRESOLVED.includes(error.code)) reject(error);
      else resolve();
    });
  });
}

const UNRESOLVED: readonly unknown[] = ['ENOTFOUND', 'EAI_AGAIN', 'ENODATA'];

function established(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  // The HTTP client reports later errors to the request. An error without any listener would end the process.
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    socket
      .once('error', reject)
      .once('close', () => reject(new Error('the connection closed before it was established')));
    socket.once(event, () => resolve(socket));
  });
}
