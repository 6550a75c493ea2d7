import http, { ClientRequest, IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { AxiosError, AxiosResponse, CanceledError, InternalAxiosRequestConfig } from 'axios';

/**
 * Takes axios' requests to the wire with Node alone, and hands back answers as streams, whatever their status. Axios' own
 * transport builds, checks and wraps for many uses that an upstream of ours never has, and costs more than the request itself.
 *
 * @param baseURL where all requests go; their own addresses are paths below it
 * @returns rejects with an AxiosError that holds the request, if one was made, and the system's own error
 */
export function directTransport(baseURL: string) {
  let target: Target | undefined;
  return (config: InternalAxiosRequestConfig<Buffer | undefined>): Promise<AxiosResponse<Readable>> =>
    new Promise((resolve, reject) => {
      let request: ClientRequest | undefined;
      const fail = (error: NodeJS.ErrnoException): void =>
        reject(
          config.signal?.aborted
            ? new CanceledError(undefined, config, request)
            : AxiosError.from(error, error.code, config, request),
        );
      try {
        target ??= targetAt(baseURL);
        const sent = (request = target.protocol.request(optionsOf(config, target)));
        let isAnswered = false;
        sent.on('error', fail).on('close', () => {
          if (!isAnswered) fail(new Error('closed without an answer'));
        });
        sent.on('response', (answer) => {
          isAnswered = true;
          const { statusCode: status = 0, statusMessage: statusText = '', headers } = answer;
          resolve({ status, statusText, headers: headers as never, config, request: sent, data: unpacked(answer) });
        });
        sent.end(config.data);
      } catch (error) {
        fail(error as Error);
      }
    });
}

interface Target {
  readonly protocol: typeof http | typeof https;
  readonly isEncrypted: boolean;
  readonly address: Pick<RequestOptions, 'host' | 'port' | 'auth'>;
  /** In front of every path. */
  readonly prefix: string;
}

/** @throws TypeError where it is no address */
function targetAt(baseURL: string): Target {
  const { protocol, hostname, port, username, password, pathname } = new URL(baseURL);
  const isEncrypted = protocol === 'https:';
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    protocol: isEncrypted ? https : http,
    isEncrypted,
    address: { host: hostname.replace(/^\[|\]$/g, ''), ...(port !== '' && { port }), ...(username !== '' && { auth }) },
    prefix: pathname.replace(/\/+$/, ''),
  };
}

function optionsOf(config: InternalAxiosRequestConfig<Buffer | undefined>, target: Target): RequestOptions {
  const { url = '', method = 'get', headers, data, signal } = config;
  const query = String((config.params as URLSearchParams | undefined) ?? '');
  const length = data && { 'Content-Length': data.length };
  return {
    ...target.address,
    method: method.toUpperCase(),
    path: `${target.prefix}/${url.replace(/^\/+/, '')}${query === '' ? '' : `?${query}`}`,
    headers: { ...(headers as OutgoingHttpHeaders), ...length },
    agent: (target.isEncrypted ? config.httpsAgent : config.httpAgent) as http.Agent,
    ...(signal && { signal: signal as AbortSignal }),
  };
}

/** The body as it was before it was packed for the way (RFC 9110 §8.4). */
function unpacked(answer: IncomingMessage): Readable {
  const coding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (coding === 'identity') return answer;
  // What goes wrong on the way ends the stream that is read.
  return pipeline(answer, coding === 'br' ? createBrotliDecompress() : createUnzip(), () => undefined);
}
