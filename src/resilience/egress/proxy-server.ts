/** An HTTP proxy. */
export interface ProxyServer {
  readonly host: string;
  readonly port: number;
  /** Whether the proxy itself is reached over TLS. */
  readonly isSecure: boolean;
  /** Value of `Proxy-Authorization`, if the URL has credentials (RFC 7617). */
  readonly authorization?: string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Parses the URL of a proxy. @throws Error. Its message is printed after the name of the variable: `HTTP_PROXY must …` */
export function readProxyServer(text: string): ProxyServer {
  const withScheme = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  const defaultPort = url ? DEFAULT_PORTS[url.protocol] : undefined;
  if (!url || defaultPort === undefined || url.hostname === '' || !['', '/'].includes(url.pathname))
    throw new Error('must be the URL of a proxy, for example http://proxy.example.com:3128');
  const { hostname, port, protocol, username, password } = url;
  return {
    host: withoutBrackets(hostname),
    port: port === '' ? defaultPort : Number(port),
    isSecure: protocol === 'https:',
    ...(username !== '' && { authorization: basic(username, password) }),
  };
}

/** Returns the proxy's address for messages, without credentials. */
export const describeProxy = ({ host, port }: ProxyServer): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Returns the host of a URL in the form of `net.connect`: an IPv6 address without its brackets. */
export const withoutBrackets = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');

function basic(username: string, password: string): string {
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw new Error('must percent-encode the special characters of its user name and password');
  }
}
