import http, { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { AxiosError, AxiosHeaders, AxiosResponse, CanceledError, InternalAxiosRequestConfig } from 'axios';
import { ConnectionPools } from './connection-pools.js';
import { AnswerHead } from './upstream-answer.js';

/** Said in every request, beside what the request itself says. */
const ALWAYS_SAID = [
  ...['Accept', 'application/json'],
  ...['Accept-Encoding', 'gzip, deflate, br'],
  ...['User-Agent', 'genesys-cloud-data-actions-backend'],
];

/** Axios copies and checks every header of an answer; those that somebody reads come with its data. */
const NONE = new AxiosHeaders();

/**
 * Takes axios' requests to the wire with Node alone, and hands back answers as streams, whatever their status. Axios' own
 * transport builds, checks and wraps for many uses that an upstream of ours never has, and costs more than the request itself.
 *
 * @param baseURL where all requests go; their own addresses are paths below it, with their query
 * @returns rejects with an AxiosError that holds the request, if one was made, and the system's own error
 */
export function directTransport(baseURL: string, pools: Pick<ConnectionPools, 'httpAgent' | 'httpsAgent'>) {
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
        target ??= targetAt(baseURL, pools);
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

interface Target {
  readonly protocol: typeof http | typeof https;
  readonly address: Pick<RequestOptions, 'host' | 'port' | 'agent'>;
  /** In front of every path. */
  readonly prefix: string;
  /** Names and values of the headers that stand in every request. */
  readonly headers: readonly string[];
  /** The header by which the address itself says who asks; '' where it does not. A request's own goes first. */
  readonly authorization: string;
}

/** @throws TypeError where it is no address */
function targetAt(baseURL: string, pools: Pick<ConnectionPools, 'httpAgent' | 'httpsAgent'>): Target {
  const { protocol, host, hostname, port, username, password, pathname } = new URL(baseURL);
  const isEncrypted = protocol === 'https:';
  const agent = isEncrypted ? pools.httpsAgent : pools.httpAgent;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    protocol: isEncrypted ? https : http,
    address: { host: hostname.replace(/^\[|\]$/g, ''), agent, ...(port !== '' && { port }) },
    prefix: pathname.replace(/\/+$/, ''),
    headers: ['Host', host, ...ALWAYS_SAID],
    authorization: username === '' ? '' : `Basic ${Buffer.from(credentials).toString('base64')}`,
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

/** Names and values in turns: Node checks them as it does those of an object, and spares itself what else it does with these. */
function headersOf(
  { method, headers, data = '' }: InternalAxiosRequestConfig<string | undefined>,
  target: Target,
): string[] {
  const said = [...target.headers];
  for (const [name, value] of headers) said.push(name, String(value));
  if (method !== 'get') said.push('Content-Length', String(Buffer.byteLength(data)));
  if (target.authorization !== '' && !headers.has('Authorization')) said.push('Authorization', target.authorization);
  return said;
}

/** The body as it was before it was packed for the way (RFC 9110 §8.4). */
function unpacked(answer: IncomingMessage): Readable {
  const coding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (coding === 'identity') return answer;
  // What goes wrong on the way ends the stream that is read.
  return pipeline(answer, coding === 'br' ? createBrotliDecompress() : createUnzip(), () => undefined);
}
