import { Env, EnvSecret } from '../../config/variables/env.decorator.js';
import { ProxyBypass, readProxyBypass } from './proxy-bypass.js';
import { ProxyServer, readProxyServer } from './proxy-server.js';

/** Proxies for requests to upstreams, the issuer, token endpoints and the IP range feed. The names are also read in lower case. */
export class ProxyConfig {
  /** Proxy for `https://` URLs, through a tunnel (CONNECT). */
  @EnvSecret('HTTPS_PROXY', readProxyServer, { hasLowerCaseForm: true })
  readonly httpsProxy?: ProxyServer;

  /** Proxy for `http://` URLs. */
  @EnvSecret('HTTP_PROXY', readProxyServer, { hasLowerCaseForm: true })
  readonly httpProxy?: ProxyServer;

  /** Selects hosts that need no proxy. Undefined if NO_PROXY is unset: class-transformer ignores a default that is a function. */
  @Env('NO_PROXY', readProxyBypass, { hasLowerCaseForm: true })
  readonly bypass?: ProxyBypass;
}

/** Returns the proxy for a URL; undefined for a direct connection. */
export function proxyFor(
  { httpsProxy, httpProxy, bypass }: ProxyConfig,
  { isSecure, host, port }: { readonly isSecure: boolean; readonly host: string; readonly port: number },
): ProxyServer | undefined {
  return bypass?.(host, port) ? undefined : isSecure ? httpsProxy : httpProxy;
}
