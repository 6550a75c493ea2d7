/** Where Redis is and how it is entered, as `redis[s]://[[user][:password]@]host[:port][/database]` says. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** Spoken over TLS: `rediss://`. */
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
}

const DEFAULT_PORT = 6_379;

/** @throws Error whose message holds nothing of the text: there may be a password in it */
export function readRedisAddress(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new Error('must be an address that starts with redis:// or rediss://');
  if (!/^\/?\d{0,5}$/.test(url.pathname)) throw new Error('must end with the number of a database, or without one');
  const username = decoded(url.username);
  const password = decoded(url.password);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    tls: url.protocol === 'rediss:',
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    database: Number(url.pathname.slice(1)),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('must have its user and password percent-encoded');
  }
}
