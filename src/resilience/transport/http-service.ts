import { HttpService } from '@nestjs/axios';
import { Axios } from './axios.js';
import { ConnectionPool } from './connection-pool.js';
import { directTransport } from './direct-transport.js';

/**
 * Axios, as an upstream is asked with it: straight there and nowhere else, and every status is an answer. It has no defaults:
 * axios' own are merged into every request, and most of them are for browsers.
 *
 * @param headers said in every request that does not say otherwise
 */
export const httpServiceAt = (
  baseURL: string,
  pool: ConnectionPool,
  headers: Readonly<Record<string, string>> = {},
): HttpService =>
  new HttpService(
    new Axios({ adapter: directTransport(baseURL, pool, headers) }) as ConstructorParameters<typeof HttpService>[0],
  );
