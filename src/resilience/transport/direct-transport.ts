import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import {
  AxiosError,
  AxiosHeaders,
  AxiosHeaderValue,
  AxiosResponse,
  CanceledError,
  InternalAxiosRequestConfig,
} from './axios.js';
import { AttemptSignal } from './attempt-signal.js';
import { ConnectionPool } from './connection-pool.js';
import { ACCEPTED_CODINGS, decompress } from './decompress.js';
import { HttpExchange } from './http-exchange.js';
import { BufferedResponse } from './buffered-response.js';

/** Said in every request that does not say otherwise. */
const DEFAULT_HEADERS = {
  Accept: 'application/json',
  'Accept-Encoding': ACCEPTED_CODINGS,
  'User-Agent': 'genesys-cloud-data-actions-backend',
};

/** Axios copies and checks every header of an answer; those that somebody reads come with its data. */
const NONE = new AxiosHeaders();

type Config = InternalAxiosRequestConfig<string | undefined>;

/**
 * Takes axios' requests to the wire with undici's client, and hands back what comes, whatever its status. Axios' own
 * transport builds, checks and wraps for many uses that an upstream of ours never has, and Node's own client costs twice as
 * much as undici's.
 *
 * @param baseURL where all requests go; their own addresses are paths below it, with their query
 * @param headers said in every request that does not say otherwise: what axios is not handed, it need not copy and check
 * @returns rejects with an AxiosError that holds the exchange as its request, if there was one, and the system's own error, or undici's
 */
export function directTransport(baseURL: string, pool: ConnectionPool, headers: Readonly<Record<string, string>>) {
  let target: Target | undefined;
  return async (config: Config): Promise<AxiosResponse<BufferedResponse>> => {
    let exchange: HttpExchange | undefined;
    const { signal } = config;
    // From here on it is ours: axios would throw away what was answered before the end.
    delete config.signal;
    try {
      target ??= targetAt(baseURL, headers);
      exchange = new HttpExchange(pool, pool.acquire(target.origin), checkOf(signal));
      if (signal) signal.onabort = () => exchange?.abort();
      const data = await exchange.run(requestOf(config, target)).then(decompress);
      const { status } = data;
      return { status, statusText: STATUS_CODES[status] ?? '', headers: NONE, config, data };
    } catch (thrown) {
      const error = thrown as NodeJS.ErrnoException;
      if (signal?.aborted) throw new CanceledError(undefined, config, exchange);
      throw AxiosError.from(error, error.code, config, exchange);
    }
  };
}

/** What has to hold when the connection is there and the request is about to leave. */
const checkOf = (signal: Config['signal']): (() => void) | undefined =>
  signal instanceof AttemptSignal ? () => signal.throwIfOver() : undefined;

interface Target {
  readonly origin: string;
  /** In front of every path. */
  readonly prefix: string;
  /** What is said in every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same, as undici takes it most quickly: names and values in turns. */
  readonly list: string[];
}

/** @throws TypeError where it is no address */
function targetAt(baseURL: string, said: Readonly<Record<string, string>>): Target {
  const { origin, username, password, pathname } = new URL(baseURL);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = username === '' ? {} : { Authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  const headers = { ...DEFAULT_HEADERS, ...authorization, ...said };
  return { origin, prefix: pathname.replace(/(?<!\/)\/+$/, ''), headers, list: toHeaderList(headers) };
}

function requestOf({ url = '', method = 'get', headers, data }: Config, target: Target): Dispatcher.DispatchOptions {
  return {
    method: method.toUpperCase(),
    path: `${target.prefix}/${url.replace(/^\/+/, '')}`,
    headers: Object.keys(headers).length > 0 ? toHeaderList({ ...target.headers, ...headers.toJSON() }) : target.list,
    body: data ?? null,
  };
}

/** A name that comes again, be it in other letters, is said as it came last. */
const toHeaderList = (headers: Readonly<Record<string, AxiosHeaderValue>>): string[] =>
  [...new AxiosHeaders(headers)].flatMap(([name, value]) => [name, String(value)]);
