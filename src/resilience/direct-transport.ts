import http, { ClientRequest, IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { AxiosError, AxiosHeaders, AxiosResponse, CanceledError, InternalAxiosRequestConfig } from './axios.js';
import { ConnectionPools } from './connection-pools.js';
import { AnswerHead } from './upstream-answer.js';

/** Said in every request that does not say otherwise. */
const ALWAYS_SAID = {
  Accept: 'application/json',
  'Accept-Encoding': 'gzip, deflate, br',
  'User-Agent': 'genesys-cloud-data-actions-backend',
};

/** Axios copies and checks every header of an answer; those that somebody reads come with its data. */
const NONE = new AxiosHeaders();

/**
 * Takes axios' requests to the wire with Node alone, and hands back answers as streams, whatever their status. Axios' own
 * transport builds, checks and wraps for many uses that an upstream of ours never has, and costs more than the request itself.
 *
 * @param baseURL where all requests go; their own addresses are paths below it, with their query
 * @param headers said in every request that does not say otherwise: what axios is not handed, it need not copy and check
 * @returns rejects with an AxiosError that holds the request, if one was made, and the system's own error
 */
export function directTransport(baseURL: string, pools: Pools, headers: Readonly<Record<string, string>>) {
  let target: Target | undefined;
  return (config: InternalAxiosRequestConfig<string | undefined>): Promise<AxiosResponse<AnswerHead>> =>
    new Promise((resolve, reject) => {
      let request: ClientRequest | undefined;
      const { signal } = config;
      const fail = (error: NodeJS.ErrnoException): void =>
        reject(
          signal?.aborted
            ? new CanceledError(undefined, config, request)
            : AxiosError.from(error, error.code, config, request),
        );
      try {
        target ??= targetAt(baseURL, pools, headers);
        const sent = (request = target.protocol.request(optionsOf(config, target)));
        if (signal) signal.onabort = () => sent.destroy();
        let isAnswered = false;
        sent.on('error', fail).on('close', () => {
          if (!isAnswered) fail(new Error('closed without an answer'));
        });
        sent.on('response', (answer) => {
          isAnswered = true;
          const { statusCode: status = 0, statusMessage: statusText = '', headers } = answer;
          const data = { status, headers, body: unpacked(answer) };
          resolve({ status, statusText, headers: NONE, config, request: sent, data });
        });
        sent.end(config.data);
      } catch (error) {
        fail(error as Error);
      }
    });
}

type Pools = Pick<ConnectionPools, 'httpAgent' | 'httpsAgent'>;

interface Target {
  readonly protocol: typeof http | typeof https;
  readonly address: Pick<RequestOptions, 'host' | 'port' | 'auth' | 'agent'>;
  /** In front of every path. */
  readonly prefix: string;
  /** What is said in every request. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** @throws TypeError where it is no address */
function targetAt(baseURL: string, pools: Pools, headers: Readonly<Record<string, string>>): Target {
  const { protocol, hostname, port, username, password, pathname } = new URL(baseURL);
  const isEncrypted = protocol === 'https:';
  const agent = isEncrypted ? pools.httpsAgent : pools.httpAgent;
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    protocol: isEncrypted ? https : http,
    address: { host, agent, ...(port !== '' && { port }), ...(username !== '' && { auth }) },
    prefix: pathname.replace(/\/+$/, ''),
    headers: [...new AxiosHeaders(ALWAYS_SAID).set(headers)].map(([name, value]) => [name, String(value)]),
  };
}

function optionsOf(config: InternalAxiosRequestConfig<string | undefined>, target: Target): RequestOptions {
  const { url = '', method = 'get' } = config;
  return {
    ...target.address,
    method: method.toUpperCase(),
    path: `${target.prefix}/${url.replace(/^\/+/, '')}`,
    headers: headersOf(config, target),
  };
}

/** An object and not a list, which Node would take more quickly: what traces requests from outside adds members to it. */
function headersOf(
  { method, headers, data = '' }: InternalAxiosRequestConfig<string | undefined>,
  target: Target,
): OutgoingHttpHeaders {
  const said: OutgoingHttpHeaders = headers.toJSON();
  const hasOwn = Object.keys(said).length > 0;
  for (const [name, value] of target.headers) if (!hasOwn || !headers.has(name)) said[name] = value;
  if (method !== 'get') said['Content-Length'] = Buffer.byteLength(data);
  return said;
}

/** The body as it was before it was packed for the way (RFC 9110 §8.4). */
function unpacked(answer: IncomingMessage): Readable {
  const coding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (coding === 'identity') return answer;
  // What goes wrong on the way ends the stream that is read.
  return pipeline(answer, coding === 'br' ? createBrotliDecompress() : createUnzip(), () => undefined);
}
