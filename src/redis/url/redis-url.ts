export type RedisTopologyName = 'standalone' | 'sentinel' | 'cluster';

export interface RedisEndpoint {
  readonly host: string;
  readonly port: number;
}

/** The parsed `REDIS_URL`: hosts, topology and credentials. */
export interface RedisUrl {
  readonly topology: RedisTopologyName;
  /** Standalone: the server. Sentinel: the Sentinels. Cluster: nodes from which the slot map is read. */
  readonly endpoints: readonly [RedisEndpoint, ...RedisEndpoint[]];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  /** The name under which the Sentinels know the primary. */
  readonly primaryName?: string;
}

const TOPOLOGIES: Readonly<Record<string, RedisTopologyName>> = {
  '': 'standalone',
  '-sentinel': 'sentinel',
  '-cluster': 'cluster',
};

const DEFAULT_PORTS: Readonly<Record<RedisTopologyName, number>> = {
  standalone: 6_379,
  sentinel: 26_379,
  cluster: 6_379,
};

/** `rediss-sentinel://user:password@a:26379,b/mymaster/0`: TLS, topology, credentials, hosts, path. The last `@` ends the credentials. */
const PATTERN = /^redis(s?)(|-sentinel|-cluster):\/\/(?:([^/]*)@)?([^/@?#]+)(\/[^?#]*)?(?:[?#].*)?$/;

const SYNTAX = 'must be a URL that starts with redis://, redis-sentinel:// or redis-cluster:// (with TLS: rediss)';

/** Parses `REDIS_URL`. @throws Error whose message never contains the text, which can contain a password */
export function readRedisUrl(text: string): RedisUrl {
  const [, tls = '', suffix = '', credentials = '', hosts = '', path = ''] = PATTERN.exec(text) ?? [];
  const topology = TOPOLOGIES[suffix] ?? 'standalone';
  const [first, ...more] = hosts.split(',').map((host) => readEndpoint(host, DEFAULT_PORTS[topology]));
  if (!first || !more.every((endpoint) => endpoint !== undefined)) throw new Error(SYNTAX);
  if (topology === 'standalone' && more.length > 0)
    throw new Error('must name one host; for several use redis-sentinel:// or redis-cluster://');
  return {
    topology,
    endpoints: [first, ...more],
    tls: tls === 's',
    ...readCredentials(credentials),
    ...readPath(topology, path.slice(1)),
  };
}

function readEndpoint(text: string, defaultPort: number): RedisEndpoint | undefined {
  const url = `redis://${text}`;
  if (text === '' || !URL.canParse(url)) return undefined;
  const { hostname, port, pathname } = new URL(url);
  if (hostname === '' || pathname !== '') return undefined;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? defaultPort : Number(port) };
}

function readCredentials(text: string): Pick<RedisUrl, 'username' | 'password'> {
  const colon = text.indexOf(':');
  const username = decode(colon < 0 ? text : text.slice(0, colon));
  const password = decode(colon < 0 ? '' : text.slice(colon + 1));
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

function readPath(topology: RedisTopologyName, path: string): Pick<RedisUrl, 'database' | 'primaryName'> {
  if (topology === 'cluster') {
    if (!/^0?$/.test(path))
      throw new Error('must name no other database than 0: a Redis Cluster has only one database');
    return { database: 0 };
  }
  if (topology === 'standalone') return { database: readDatabase(path) };
  const [name = '', database = '', ...rest] = path.split('/');
  if (name === '' || rest.length > 0)
    throw new Error('must name the primary after the Sentinels: redis-sentinel://host,host/NAME or …/NAME/DATABASE');
  return { primaryName: decode(name), database: readDatabase(database) };
}

function readDatabase(text: string): number {
  if (!/^\d{0,5}$/.test(text)) throw new Error('must end with the host or with a database number, for example /0');
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('must have its user and password percent-encoded');
  }
}
