import { STATUS_CODES } from 'node:http';
import { HttpService } from '@nestjs/axios';
import type { AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios' with {
  'resolution-mode': 'import',
};
import { turnFor } from '../../limits/queue/turns.js';
import type { Cancellation } from '../deadline/deadline.js';
import { ProxyRejection } from '../egress/proxy-tunnel.js';
import { BufferedResponse } from './buffered-response.js';
import { ConnectionPool } from './connection-pool.js';
import { ACCEPTED_CODINGS, decompress } from './decompress.js';
import { HttpExchange } from './http-exchange.js';
import { classifyFailure, TransportFailure } from './transport-failure.js';
import { UpstreamTransport, WireRequest } from './upstream-transport.js';

/** Default headers. Headers of the upstream and of the request replace them. */
const DEFAULT_HEADERS = {
  Accept: 'application/json',
  'Accept-Encoding': ACCEPTED_CODINGS,
  'User-Agent': 'genesys-cloud-data-actions-backend',
};

/** Axios as loaded by `@nestjs/axios`. `require` would load a second copy of 3 MB. */
const { Axios, AxiosHeaders } = new HttpService().axiosRef as AxiosStatic;

/**
 * Empty headers for axios, which would copy and check each header of a response. The service reads the headers from `data`
 * instead.
 */
const NO_HEADERS = new AxiosHeaders();

/**
 * `HttpService` of `@nestjs/axios` over an adapter that sends with undici. Axios's own adapter spends time on features that
 * no upstream needs (ADR 7).
 */
export class AxiosTransport implements UpstreamTransport {
  /** Created without defaults: axios would merge its defaults into every request, and most of them are for browsers. */
  private readonly http = new HttpService(new Axios({}) as ConstructorParameters<typeof HttpService>[0]);
  private base: Base | undefined;

  /**
   * @param baseUrl prefix of all request URLs. Its user name and password become Basic credentials
   * @param headers sent with every request that does not replace them
   */
  constructor(
    private readonly baseUrl: string,
    private readonly pool: ConnectionPool,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  async send(request: WireRequest, cancellation: Cancellation): Promise<BufferedResponse> {
    const { data } = await this.http.axiosRef.request<BufferedResponse>({
      method: request.method,
      url: request.target,
      adapter: async (config) => responseOf(await this.exchange(request, cancellation), config),
    });
    return data;
  }

  private async exchange(
    { method, target, headers, body, maxResponseBytes, beforeSending }: WireRequest,
    cancellation: Cancellation,
  ): Promise<BufferedResponse> {
    let exchange: HttpExchange | undefined;
    try {
      const base = (this.base ??= baseOf(this.baseUrl, this.headers));
      exchange = new HttpExchange(this.pool, this.pool.acquire(base.origin), {
        cancellation,
        ...(maxResponseBytes !== undefined && { maxResponseBytes }),
        ...(beforeSending && { beforeSending }),
      });
      const received = await exchange.run({
        method,
        path: base.prefix + target,
        headers: withHeaders(base.headers, headers),
        body: body ?? null,
      });
      const response = await decompress(received, maxResponseBytes);
      const turn = turnFor(response.body.length);
      if (turn) await turn;
      return response;
    } catch (error) {
      throw this.failure(error, exchange);
    } finally {
      exchange?.release();
    }
  }

  private failure(error: unknown, exchange: HttpExchange | undefined): TransportFailure {
    const kind = error instanceof ProxyRejection ? 'not-sent' : classifyFailure(error, exchange);
    // If one idle connection was closed, others may be closed too. A retry must not use one of them.
    if (kind === 'stale' || kind === 'connection-lost') this.pool.dropIdle();
    return new TransportFailure(kind, error);
  }
}

interface Base {
  readonly origin: string;
  /** Path before every target. */
  readonly prefix: string;
  readonly headers: HeaderList;
}

/** Names and values alternate: `[name, value, name, value, …]`. undici reads this form fastest. */
type HeaderList = readonly string[];

/** @throws TypeError if `baseUrl` is not a URL */
function baseOf(baseUrl: string, own: Readonly<Record<string, string>>): Base {
  const { origin, username, password, pathname } = new URL(baseUrl);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization =
    username === '' ? {} : { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  const headers = { ...DEFAULT_HEADERS, ...authorization, ...own };
  return { origin, prefix: pathname.replace(/(?<!\/)\/+$/, ''), headers: withHeaders([], headers) };
}

/** Adds headers. The last value of a name counts, regardless of its case. */
function withHeaders(base: HeaderList, own: Readonly<Record<string, string>> = {}): string[] {
  const list = [...base];
  for (const name in own) {
    const at = positionOf(name, list);
    list[at] = name;
    list[at + 1] = own[name] as string;
  }
  return list;
}

function positionOf(name: string, list: HeaderList): number {
  for (let at = 0; at < list.length; at += 2) {
    const other = list[at] as string;
    if (other.length === name.length && other.toLowerCase() === name.toLowerCase()) return at;
  }
  return list.length;
}

const responseOf = (data: BufferedResponse, config: InternalAxiosRequestConfig): AxiosResponse<BufferedResponse> => ({
  status: data.status,
  statusText: STATUS_CODES[data.status] ?? '',
  headers: NO_HEADERS,
  config,
  data,
});
