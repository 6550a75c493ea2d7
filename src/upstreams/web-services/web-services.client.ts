import { Injectable } from '@nestjs/common';
import { UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamHttp } from '../../resilience/upstream/upstream-http.js';
import { UpstreamCall, UpstreamResponse } from '../../resilience/upstream/upstream-request.js';
import { isPrivateAddress, lookupPublic, PrivateAddress } from './private-address.js';
import { PrivateHostsConfig } from './private-hosts.config.js';
import { toUpstreamRequest, WebRequest } from './web-request.js';

export type { UpstreamCall };

/** Runs work that no call waits for, within a time limit. @throws DeadlineExceeded, or the error of the work */
export async function withTimeLimit<T>(limitMs: number, work: (call: UpstreamCall) => Promise<T>): Promise<T> {
  const deadline = new Deadline(performance.now(), limitMs);
  try {
    return await work({ deadline });
  } finally {
    deadline.release();
  }
}

/** The web services that hosted actions call: one upstream for each origin. Private addresses must be allowed. */
@Injectable()
export class WebServicesClient {
  private readonly upstreams = new Map<string, UpstreamHttp>();

  constructor(
    private readonly connector: UpstreamConnector,
    private readonly config: PrivateHostsConfig,
  ) {}

  /** Time limit of a request that no call waits for. */
  get loginLimitMs(): number {
    return this.connector.loginLimitMs;
  }

  /**
   * Sends a request to an origin.
   *
   * @throws UpstreamUnreachable for a private address that is not allowed, and as `UpstreamHttp.request`
   */
  async request(origin: string, request: WebRequest, call: UpstreamCall): Promise<UpstreamResponse> {
    const upstream = this.upstreams.get(origin) ?? this.connect(new URL(origin));
    return upstream.request(toUpstreamRequest(request), call);
  }

  /** Returns whether the rejected secret has changed, as `UpstreamConnector.hasNewSecret`. */
  hasNewSecret<T>(used: T, read: () => T): Promise<boolean> {
    return this.connector.hasNewSecret(used, read);
  }

  /** Returns whether the configuration allows a host with a private address. */
  allowsPrivate({ hostname, port, protocol }: URL): boolean {
    const actualPort = port || (protocol === 'https:' ? '443' : '80');
    const names = ['*', hostname, `${hostname}:${actualPort}`];
    return this.config.hosts.some((host) => names.includes(host));
  }

  private connect(url: URL): UpstreamHttp {
    const { origin, host, hostname } = url;
    const isAllowed = this.allowsPrivate(url);
    const address = hostname.replace(/^\[|\]$/g, '');
    if (!isAllowed && isPrivateAddress(address)) {
      const cause = new PrivateAddress(host, host);
      throw new UpstreamUnreachable(host, 'has a private address, which is not allowed', { cause, wasSent: false });
    }
    const upstream =
      this.upstreams.get(origin) ?? this.connector.connect(host, origin, isAllowed ? {} : { lookup: lookupPublic });
    this.upstreams.set(origin, upstream);
    return upstream;
  }
}
